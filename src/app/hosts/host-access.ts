/** Reads hosts, with SSH opened for it on request and always closed again. */

import type { RunContext } from '#app/run/context.ts';
import { createSessions } from '#app/run/sessions.ts';
import type { Tools } from '#app/run/tools.ts';
import { noSshSource } from '#mesh/shared-errors.ts';
import { readSshMs } from '#mesh/ssh-durations.ts';
import { CloudError } from '#ports/cloud-error.ts';
import { closeSsh, openSsh, windowOf } from './ssh-window.ts';

/** A closed port drops packets: do not wait long if SSH was not opened. */
const closedTimeoutMs = 5_000;

export interface HostAccess {
  readonly context: RunContext;
  readonly opening: boolean;
  /** Resolves when the host can be reached. @throws CloudError if SSH cannot be opened in its group */
  ready(name: string): Promise<void>;
}

/**
 * @param options.atMostMs for a login if SSH was not opened; default 5 s
 * @throws OperatorError if SSH should be opened and the spec names no source
 */
export async function withHostAccess<T>(
  given: Omit<RunContext, 'sessions'> & Pick<Tools, 'shell' | 'loginTimeoutMs'>,
  options: { readonly openSsh: boolean; readonly atMostMs?: number },
  work: (look: HostAccess) => Promise<T>,
): Promise<T> {
  const { ssh } = given.mesh.spec;
  const opening = options.openSsh || ssh.openOnDemand;
  if (opening && ssh.from.length === 0) {
    throw noSshSource('SSH cannot be opened for anybody');
  }
  const { loginTimeoutMs, shell, stop } = given;
  const timeoutMs = opening ? loginTimeoutMs : Math.min(options.atMostMs ?? closedTimeoutMs, loginTimeoutMs);
  const sessions = createSessions(shell, { timeoutMs, signal: stop });
  const context: RunContext = { ...given, sessions };
  const openings = new Map<string, Promise<unknown>>();
  const ready = async (name: string): Promise<void> => {
    if (!opening) return;
    const open = openSsh(windowOf(context, name), ssh.from, { by: 'look', forMs: readSshMs });
    openings.set(name, open);
    await open.catch((error: unknown) => {
      if (openedNothing(error)) openings.delete(name);
      throw error;
    });
  };
  try {
    return await work({ context, opening, ready });
  } finally {
    await sessions.closeAll();
    // A rule that is still being added could not be revoked.
    await Promise.allSettled(openings.values());
    await waitForAll([...openings.keys()].map((name) => closeSsh(windowOf(context, name), 'own')));
  }
}

/** Adds the rule last: if AWS denies it, or the listing before, nothing has to be closed. */
function openedNothing(error: unknown): boolean {
  return error instanceof CloudError && (error.kind === 'denied' || error.action.includes(':Describe'));
}

/** Waits for all. @throws the first failure, once all have finished */
export async function waitForAll<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
