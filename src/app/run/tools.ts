/** What use cases are given, and what those that plan begin with. */
import type { DesiredMesh } from '#mesh/desired.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import type { Obstacle } from '#mesh/plan/obstacles.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import type { Clock } from '#ports/clock.ts';
import type { Cloud } from '#ports/cloud.ts';
import type { LocalNeeds } from '#ports/local-files.ts';
import type { Operator } from '#ports/operator.ts';
import type { Shell } from '#ports/shell.ts';

/** What every use case is given by whoever composes the program. */
export interface Tools {
  readonly cloud: Cloud;
  readonly shell: Shell;
  readonly clock: Clock;
  readonly operator: Operator;
  readonly concurrency: number;
  /** How long one host may take to accept a login, in ms. */
  readonly loginTimeoutMs: number;
  readonly runId: string;
  readonly isGone: (runId: string) => boolean;
  readonly operatorKey: () => Promise<string>;
  /** What is wrong on this machine with what a run needs of it; absent where nothing of it is used. */
  readonly localFaults?: (needs: LocalNeeds) => Promise<readonly Obstacle[]>;
  readonly stop: AbortSignal;
}

export interface Planned {
  readonly mesh: DesiredMesh;
  readonly observation: MeshObservation;
  readonly plan: Plan;
}
