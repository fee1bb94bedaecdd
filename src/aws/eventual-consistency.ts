/** Waiting for AWS to settle: bounded, and only for the answers that mean "not yet". */
import { setTimeout as pause } from 'node:timers/promises';
import { OperatorError } from '#mesh/errors.ts';
import { codeOf, failureOf } from './failure.ts';

/** Codes of answers that go away by themselves shortly after something was made or changed, besides those below. */
const notYet = new Set(['IncorrectInstanceState', 'IncorrectState']);

/**
 * EC2 is consistent only after a while: whatever a run made, of whichever kind, it may not find a moment later (EC2 API
 * Reference, "Eventual consistency"). Images are nobody's of ours; rules and routes are named only to be taken away.
 */
const notFound = /^Invalid\w+\.NotFound$/;
const neverMade = new Set(['InvalidAMIID.NotFound', 'InvalidPermission.NotFound', 'InvalidRoute.NotFound']);

/** Codes of answers that go away once something else has been taken down. */
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

/** Calls again while `again` says the error is a passing one. Backs off from 250 ms to 3 s. */
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

/** For calls on what was made a moment ago. */
export const untilVisible = (code: string): boolean =>
  notYet.has(code) || (notFound.test(code) && !neverMade.has(code));

/** The same in IAM and CloudWatch Logs, which have one code for all that is not there. */
export const untilFound = (code: string): boolean => failureOf(code) === 'not-found';

/** For deletes of what is still held by something that is going. */
export const untilFree = (code: string): boolean => notFree.has(code);

/** How long AWS may go on not finding what was made, or holding what was let go. */
export const settling = { timeoutMs: 30_000 };
/** How long a thing has to be in no list before it is believed to be gone. */
const unlistedMs = 3_000;

const isNotFound = (code: string): boolean => failureOf(code) === 'not-found';

export interface Removal {
  /** Takes it away. @throws AWS's error, not found among others */
  readonly remove: () => Promise<unknown>;
  /** Whether it is in a list, asked by something else than its id: an id is not found too while AWS settles. */
  readonly isListed: () => Promise<boolean>;
}

/**
 * Takes away what may have been made a moment ago. That AWS does not find it says little then: it counts as gone when no
 * list has it for a while either; until then it is taken away again.
 * @throws the last refusal when it stays listed and is not found
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
        `${what}: not so after ${Math.round(patience.timeoutMs / 1000)} s`,
        'look at it in the AWS console, then run the same command again',
      );
    await pause(wait, undefined, patience.signal === undefined ? {} : { signal: patience.signal }).catch(() => {
      throw new OperatorError(`interrupted while waiting for ${what}`, 'run the same command again to resume');
    });
  }
}
