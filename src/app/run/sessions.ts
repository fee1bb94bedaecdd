/** One connection per host for a whole run, opened when first needed. */

import type { Stage } from '#linux/host.ts';
import { OperatorError } from '#mesh/errors.ts';
import { type HostTarget, type Session, type Shell, ShellError } from '#ports/shell.ts';

export interface Sessions {
  /** The host's connection; reconnects after a failure or an end. */
  get(target: HostTarget): Promise<Session>;
  /** Logs in a second time while the first connection stays open; the new one then replaces it. */
  second(target: HostTarget, atMostMs: number): Promise<Session>;
  /** Forgets the connection: the host is about to reboot. */
  drop(name: string): Promise<void>;
  closeAll(): Promise<void>;
}

export function createSessions(
  shell: Shell,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Sessions {
  const open = new Map<string, Promise<Session>>();
  const drop = async (name: string): Promise<void> => {
    const session = open.get(name);
    open.delete(name);
    await session?.then(
      (one) => one.close(),
      () => undefined,
    );
  };
  const connect = (target: HostTarget): Promise<Session> => {
    const session = shell.open(target, options);
    open.set(target.name, session);
    session.catch(() => open.delete(target.name));
    return session;
  };
  const get = async (target: HostTarget): Promise<Session> => {
    const pending = open.get(target.name) ?? connect(target);
    const session = await pending;
    if (session.open) return session;
    // The connection ended; the first caller that notices reconnects.
    return open.get(target.name) === pending ? connect(target) : get(target);
  };
  return {
    get,
    second: async (target, atMostMs) => {
      const timeoutMs = Math.min(options.timeoutMs, atMostMs);
      const session = await shell.open(target, { ...options, timeoutMs });
      await drop(target.name);
      open.set(target.name, Promise.resolve(session));
      return session;
    },
    drop,
    closeAll: async () => {
      await Promise.all([...open.keys()].map(drop));
    },
  };
}

/** Runs a stage and reads its report. @throws OperatorError or ShellError that names the host */
export async function runStage<R>(
  session: Session,
  name: string,
  stage: Stage<R>,
  onLine?: (line: string) => void,
): Promise<R> {
  try {
    const { code, stdout, stderr } = await session.run({
      script: stage.script,
      input: stage.input,
      timeoutMs: stage.timeoutMs,
      ...(onLine === undefined ? {} : { onLine }),
    });
    return stage.parse(stdout, code, stderr);
  } catch (error) {
    if (error instanceof ShellError || error instanceof OperatorError) throw error;
    throw new OperatorError(`${name}: ${error instanceof Error ? error.message : String(error)}`, undefined, {
      cause: error,
    });
  }
}
