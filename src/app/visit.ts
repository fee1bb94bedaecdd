/** Looking at hosts that exist, over SSH where it can be had, and saying why where it cannot. */
import { resolveMesh } from '#mesh/desired.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { ParsedSpec } from '#mesh/spec.ts';
import { ShellError } from '#ports/shell.ts';
import type { Tools } from './apply.ts';
import type { RunContext } from './context.ts';
import { knownFrom } from './known.ts';
import { observeMesh } from './observe.ts';
import { createSessions } from './sessions.ts';
import { closeSsh, openSsh, windowOf } from './ssh-window.ts';

/** An answer of a host, or why there is none. */
export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

const windowMs = 15 * 60_000;
/** Without --open-ssh a closed port drops packets: no reason to wait long for it. */
const closedTimeoutMs = 5_000;

/** Observes, opens SSH if told, lets `look` at the hosts, and closes it in every ending. */
export async function visitMesh<T>(
  parsed: ParsedSpec,
  tools: Tools,
  options: { readonly openSsh: boolean },
  look: (context: RunContext) => Promise<T>,
): Promise<T> {
  const observation = await observeMesh(tools.cloud, parsed);
  const mesh = resolveMesh(parsed, observation);
  const known = knownFrom(mesh, observation);
  const opening = options.openSsh || mesh.spec.ssh.temporary;
  const timeoutMs = opening ? tools.loginTimeoutMs : Math.min(closedTimeoutMs, tools.loginTimeoutMs);
  const sessions = createSessions(tools.shell, { timeoutMs, signal: tools.stop });
  const context: RunContext = { ...tools, mesh, observation, known, sessions };
  const built = mesh.concentrators
    .map(({ name }) => name)
    .filter((name) => Object.keys(known.get(name).groupIds).length > 0);
  if (built.length === 0) {
    throw new OperatorError(
      `mesh ${mesh.name} is not built: none of its concentrators exists`,
      'build it with `vpnmesh apply`',
    );
  }
  if (!opening) {
    try {
      return await look(context);
    } finally {
      await sessions.closeAll();
    }
  }
  if (mesh.spec.ssh.from.length === 0) {
    throw new OperatorError(
      'ssh.from is empty, so SSH cannot be opened for anybody',
      'add the network you connect from to the spec: `ssh: {from: [203.0.113.7/32]}`',
    );
  }
  try {
    // All of them to their end, even when one fails: what is still opening could not be closed.
    await settled(
      built.map((name) => openSsh(windowOf(context, name), mesh.spec.ssh.from, { by: 'look', forMs: windowMs })),
    );
    return await look(context);
  } finally {
    await sessions.closeAll();
    await settled(built.map((name) => closeSsh(windowOf(context, name), 'own')));
  }
}

/** Waits for all. @throws the first failure, once nothing is under way any more */
export async function settled<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** Turns what stands between us and a host into words; anything else is a fault of ours and thrown on. */
export async function reading<T>(name: string, ask: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    if (error instanceof ShellError || error instanceof OperatorError)
      return { ok: false, why: `${name}: ${error.message}` };
    throw error;
  }
}
