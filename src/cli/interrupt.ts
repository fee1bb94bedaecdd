/**
 * Ctrl-C: the first press lets the calls under way finish and closes what was opened, the second leaves at once.
 * A terminal that is gone (SIGHUP, a broken pipe) stops a run in the same way: SSH must not stay open behind it.
 */
import { exitCodes } from './exit-codes.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** True once the operator wants to stop. */
  pressed(): boolean;
  release(): void;
}

const gone = new Set(['EPIPE', 'EIO', 'EBADF']);

/** For commands that do nothing but print: a reader that has seen enough (`| head`) is no fault. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!gone.has(error.code ?? '')) throw error;
  });
}

export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const onPress = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    process.stderr.write(
      '\nstopping: what is under way is finished, and SSH closed if it was opened;\npress Ctrl-C again to leave at once, which leaves SSH open until the next run closes it\n',
    );
    controller.abort();
  };
  const onHangUp = (): void => controller.abort();
  const onBroken = (error: NodeJS.ErrnoException): void => {
    if (!gone.has(error.code ?? '')) throw error;
    controller.abort();
  };
  process.on('SIGINT', onPress);
  process.on('SIGTERM', onPress);
  process.on('SIGHUP', onHangUp);
  process.stdout.on('error', onBroken);
  process.stderr.on('error', onBroken);
  return {
    signal: controller.signal,
    pressed: () => controller.signal.aborted,
    // The streams keep their listener: what is printed last may still find nobody who reads it.
    release: () => {
      process.off('SIGINT', onPress);
      process.off('SIGTERM', onPress);
      process.off('SIGHUP', onHangUp);
    },
  };
}
