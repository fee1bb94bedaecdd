/** Waits for AWS's eventual consistency: bounded, and only for answers that mean "not yet". */
import { setTimeout as pause } from 'node:timers/promises';
import { OperatorError } from '#mesh/errors.ts';
import { codeOf, failureOf } from './failure.ts';

/** Transient codes shortly after a creation or change, besides those below. */
const notYet = new Set(['IncorrectInstanceState', 'IncorrectState']);

/**
 * EC2 is eventually consistent: it may not find a resource that a run has just created (EC2 API Reference, "Eventual
 * consistency"). We create no images; rules and routes are only named to delete them.
 */
const notFound = /^Invalid\w+\.NotFound$/;
const neverMade = new Set(['InvalidAMIID.NotFound', 'InvalidPermission.NotFound', 'InvalidRoute.NotFound']);

/** Codes that disappear once another resource has been deleted. */
const notFree = new Set([
  'DependencyViolation',
  'InvalidNetworkInterface.InUse',
  'InvalidParameterValue.InUse',
  'DeleteConflict',
  'InvalidGroup.InUse',
  // IAM, of what it is still changing.
  'ConcurrentModification',
  'EntityTemporarilyUnmodifiable',
]);

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Repeats a call while `again` says that the error is transient. Backs off from 250 ms to 3 s. */
export async function insist<T>(
  call: () => Promise<T>,
  again: (code: string, error: unknown) => boolean,
  patience: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + patience.timeoutMs;
  for (let wait = 250; ; wait = Math.min(wait * 1.6, 3000)) {
    try {
      return await call();
    } catch (error) {
      if (!again(codeOf(error), error) || Date.now() + wait > deadline) throw error;
      await pause(wait, undefined, patience.signal === undefined ? {} : { signal: patience.signal });
    }
  }
}

/** For calls on a resource that was just created. */
export const untilVisible = (code: string): boolean =>
  notYet.has(code) || (notFound.test(code) && !neverMade.has(code));

/** The same in IAM and CloudWatch Logs, which have one code for all that is not there. */
export const untilFound = (code: string): boolean => failureOf(code) === 'not-found';

/** For deletes of a resource that is still held by one that is going away. */
export const untilFree = (code: string): boolean => notFree.has(code);

/** How long AWS may not find a new resource, or hold a released one. */
export const settling = { timeoutMs: 30_000 };
/** How long a resource must be missing from all lists before it counts as gone. */
const unlistedMs = 3_000;

const isNotFound = (code: string): boolean => failureOf(code) === 'not-found';

export interface Removal {
  /** Takes it away. @throws AWS's error, not found among others */
  readonly remove: () => Promise<unknown>;
  /** Whether it is in a list, asked by something else than its id: an id is not found too while AWS settles. */
  readonly isListed: () => Promise<boolean>;
}

/**
 * Deletes a resource that may be new. AWS may not find a new one yet, so it counts as gone only after it has been missing
 * from all lists for a while; until then the delete is repeated.
 * @throws the last error if it stays listed and is not found
 */
export async function untilGone({ remove, isListed }: Removal): Promise<void> {
  let unlisted: number | undefined;
  const attempt = async (): Promise<void> => {
    try {
      await remove();
    } catch (error) {
      if (!isNotFound(codeOf(error))) throw error;
      unlisted = (await isListed()) ? undefined : (unlisted ?? Date.now());
      if (unlisted === undefined || Date.now() - unlisted < unlistedMs) throw error;
    }
  };
  await insist(attempt, isNotFound, settling);
}

/** Asks until the answer is there. @throws OperatorError with `what` when the time is over or the signal fires */
export async function waitFor<T>(ask: () => Promise<T | undefined>, what: string, patience: WaitOptions): Promise<T> {
  const deadline = Date.now() + patience.timeoutMs;
  for (let wait = 250; ; wait = Math.min(wait * 1.5, 3000)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() + wait > deadline)
      throw new OperatorError(
        `${what}: not reached within ${Math.round(patience.timeoutMs / 1000)} s`,
        'check it in the AWS console, then run the same command again',
      );
    await pause(wait, undefined, patience.signal === undefined ? {} : { signal: patience.signal }).catch(() => {
      throw new OperatorError(`interrupted while waiting for ${what}`, 'run the same command again to resume');
    });
  }
}
