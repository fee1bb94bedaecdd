/** What planners work from. */
import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import type { ConcentratorInUse, OwnedConcentrator } from '#mesh/observed/owned.ts';

/** What the plan is made of, worked out once. */
export interface Planning {
  readonly mesh: DesiredMesh;
  readonly observation: MeshObservation;
  readonly owned: readonly OwnedConcentrator[];
  readonly now: Date;
  region(name: string): RegionObservation;
  standing(concentrator: string): ConcentratorInUse;
  desired(concentrator: string): DesiredConcentrator;
  /**
   * Digest of the host state the concentrator should have; undefined while it is not known,
   * because an address or an instance it depends on has yet to be made.
   */
  digest(concentrator: string): string | undefined;
  /** Look at every host, also at those whose digest says that nothing is to change. */
  readonly visitAll: boolean;
}

/** What the caller of planApply brings. */
export type PlanContext = Pick<Planning, 'now' | 'digest' | 'visitAll'>;
