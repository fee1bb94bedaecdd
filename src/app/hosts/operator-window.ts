/** `vpnmesh ssh open` and `close`: temporary SSH on every existing concentrator. */

import type { RunContext } from '#app/run/context.ts';
import { noSshSource } from '#mesh/shared-errors.ts';
import { waitForAll } from './host-access.ts';
import { closeSsh, openSsh, windowOf } from './ssh-window.ts';

function builtIn({ mesh, inventory }: RunContext): readonly string[] {
  return mesh.concentrators
    .map(({ name }) => name)
    .filter((name) => Object.keys(inventory.get(name).groupIds).length > 0);
}

export interface Opened {
  readonly names: readonly string[];
  readonly from: readonly string[];
  /** Undefined if there is no concentrator. */
  readonly until: Date | undefined;
}

/** @param forMs how long the rules say that they stand @throws OperatorError when the spec names nobody to let in */
export async function openEverywhere(context: RunContext, forMs: number): Promise<Opened> {
  const { from } = context.mesh.spec.ssh;
  if (from.length === 0) {
    throw noSshSource('SSH cannot be opened for anybody');
  }
  const names = builtIn(context);
  const ends = await waitForAll(names.map((name) => openSsh(windowOf(context, name), from, { by: 'operator', forMs })));
  return { names, from, until: ends[0] };
}

/** @returns the number of revoked rules */
export async function closeEverywhere(context: RunContext): Promise<number> {
  const closed = await waitForAll(builtIn(context).map((name) => closeSsh(windowOf(context, name), 'all')));
  return closed.reduce((sum, one) => sum + one.revoked, 0);
}
