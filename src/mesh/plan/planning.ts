/** The input of planners. */
import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired-mesh.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import type { ConcentratorInUse, OwnedConcentrator } from '#mesh/observed/owned.ts';

/** Everything that planners need, computed once. */
export interface Planning {
  readonly mesh: DesiredMesh;
  readonly observation: MeshObservation;
  readonly owned: readonly OwnedConcentrator[];
  readonly now: Date;
  region(name: string): RegionObservation;
  standing(concentrator: string): ConcentratorInUse;
  desired(concentrator: string): DesiredConcentrator;
  /**
   * Digest of the concentrator's desired host state; undefined while an address or instance that it depends on does not
   * exist yet.
   */
  digest(concentrator: string): string | undefined;
  /** Visit every host, even those with an unchanged digest. */
  readonly visitAll: boolean;
}

/** The input that the caller of planApply provides. */
export type PlanContext = Pick<Planning, 'now' | 'digest' | 'visitAll'>;
