/** Reads existing hosts over SSH if possible, and says why not otherwise. */

import type { RunContext } from '#app/run/context.ts';
import { inventoryFrom } from '#app/run/inventory.ts';
import { observeMesh } from '#app/run/observe.ts';
import type { Tools } from '#app/run/tools.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import { notBuilt } from '#mesh/shared-errors.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { closeOverdueSsh } from './expired-ssh.ts';
import { waitForAll, withHostAccess } from './host-access.ts';
import { whyUnreachableNow } from './why-unreachable.ts';

/** Observes, opens SSH if requested, calls `look` for the hosts, and always closes SSH again. */
export async function withMeshHosts<T>(
  parsed: ParsedSpec,
  tools: Tools,
  options: { readonly openSsh: boolean },
  look: (context: RunContext, opening: boolean) => Promise<T>,
): Promise<T> {
  const first = await observeMesh(tools.cloud, parsed);
  const changed = await closeOverdueSsh(tools, first);
  const observation = changed.size === 0 ? first : await observeMesh(tools.cloud, parsed);
  const mesh = resolveMesh(parsed, observation);
  const inventory = inventoryFrom(mesh, observation);
  const built = mesh.concentrators
    .map(({ name }) => name)
    .filter((name) => Object.keys(inventory.get(name).groupIds).length > 0);
  if (built.length === 0) {
    throw notBuilt(mesh.name);
  }
  const whyUnreachable = (name: string): Promise<string | undefined> =>
    whyUnreachableNow({ cloud: tools.cloud, mesh, observation }, name);
  return withHostAccess(
    { ...tools, mesh, observation, inventory, whyUnreachable },
    options,
    async ({ context, opening, ready }) => {
      await waitForAll(built.map(ready));
      return look(context, opening);
    },
  );
}
