/** Tries a login until the host answers, as far as another try is worth it. */
import { setTimeout as delay } from 'node:timers/promises';
import { ShellError } from '#ports/shell.ts';

/** Milliseconds for a single try: a host that drops packets must not use up the whole time in one. */
const attemptMs = 15_000;
/** Milliseconds between tries. */
const pauseMs = 1_000;

export interface LoginLimits {
  /** Milliseconds in all. */
  readonly timeoutMs: number;
  /** Milliseconds for which a host that answers may refuse the key. */
  readonly refusalsMs: number;
  readonly signal?: AbortSignal;
}

/**
 * @param attempt logs in once, within so many milliseconds
 * @throws ShellError of the last try, or `closed` if interrupted
 */
export async function retriedLogin<T>(
  name: string,
  attempt: (timeoutMs: number) => Promise<T>,
  { timeoutMs, refusalsMs, signal }: LoginLimits,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let refusedSince: number | undefined;
  for (;;) {
    const started = Date.now();
    try {
      return await attempt(Math.max(1, Math.min(attemptMs, deadline - started)));
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      const now = Date.now();
      if (error.kind === 'auth') refusedSince ??= now;
      const hopeful =
        error.kind === 'unreachable' || (error.kind === 'auth' && now - (refusedSince ?? now) + pauseMs < refusalsMs);
      if (!hopeful || now + pauseMs >= deadline) throw error;
      await delay(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => {
        throw new ShellError('closed', `the login to ${name} was interrupted: run the command again to resume`);
      });
    }
  }
}
