/** The tools of use cases, and the start of those that plan. */
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import type { Obstacle } from '#mesh/plan/obstacle.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import type { Clock } from '#ports/clock.ts';
import type { Cloud } from '#ports/cloud.ts';
import type { LocalNeeds } from '#ports/local-files.ts';
import type { Operator } from '#ports/operator.ts';
import type { Shell } from '#ports/shell.ts';

/** What the composition root gives every use case. */
export interface Tools {
  readonly cloud: Cloud;
  readonly shell: Shell;
  readonly clock: Clock;
  readonly operator: Operator;
  readonly concurrency: number;
  /** Login timeout of one host, in ms. */
  readonly loginTimeoutMs: number;
  readonly runId: string;
  readonly isGone: (runId: string) => boolean;
  readonly operatorKey: () => Promise<string>;
  /** Problems with what a run needs on this machine; absent if it uses nothing there. */
  readonly localFaults?: (needs: LocalNeeds) => Promise<readonly Obstacle[]>;
  readonly stop: AbortSignal;
}

export interface Planned {
  readonly mesh: DesiredMesh;
  readonly observation: MeshObservation;
  readonly plan: Plan;
}
