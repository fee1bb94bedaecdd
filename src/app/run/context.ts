/** The context of one run, for every handler. */

import { officialImage } from '#linux/distributions.ts';
import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired-mesh.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import type { Clock } from '#ports/clock.ts';
import type { Cloud, RegionCloud } from '#ports/cloud.ts';
import type { Operator } from '#ports/operator.ts';
import type { HostTarget } from '#ports/shell.ts';
import type { Inventory } from './inventory.ts';
import type { Sessions } from './sessions.ts';

export interface RunContext {
  readonly cloud: Cloud;
  readonly mesh: DesiredMesh;
  readonly observation: MeshObservation;
  readonly inventory: Inventory;
  readonly sessions: Sessions;
  readonly clock: Clock;
  /** The owner of this run, for the lease and its messages: `ana@laptop 4711`. */
  readonly runId: string;
  /** True for a run of this machine whose process has ended: it was killed. */
  readonly isGone: (runId: string) => boolean;
  readonly operator: Pick<Operator, 'notify'>;
  /** One-line OpenSSH public key of the operator. */
  readonly operatorKey: () => Promise<string>;
  readonly stop: AbortSignal;
  /** When only reading: why a login is impossible, as far as AWS shows; undefined if it is worth a try. */
  readonly whyUnreachable?: (concentrator: string) => Promise<string | undefined>;
  /** Of a fix: the name of the hosts' snapshots. */
  readonly fixRun?: string;
}

export function desiredOf({ mesh }: Pick<RunContext, 'mesh'>, name: string): DesiredConcentrator {
  const one = mesh.concentrators.find((each) => each.name === name);
  if (one === undefined) throw new Error(`${name} is not a concentrator of the mesh`);
  return one;
}

export function regionOf({ cloud, mesh }: Pick<RunContext, 'cloud' | 'mesh'>, name: string): RegionCloud {
  return cloud.region(desiredOf({ mesh }, name).region);
}

/** How to log in to a concentrator. @throws OperatorError until its address and host key are known */
export function targetOf(context: Pick<RunContext, 'mesh' | 'inventory'>, name: string): HostTarget {
  const one = desiredOf(context, name);
  return {
    name,
    region: one.region,
    address: context.inventory.demand(name, 'address'),
    user: officialImage(one.image).user,
    hostKey: context.inventory.demand(name, 'hostKey'),
  };
}
