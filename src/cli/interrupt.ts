/**
 * Ctrl-C: the first press lets the calls under way finish and closes what was opened, the second leaves at once.
 * A terminal that is gone (SIGHUP), a reader that has left and a full disk behind stdout or stderr stop a run in the
 * same way: SSH must not stay open behind it.
 */
import { exitCodes } from './exit-codes.ts';
import { tell } from './output.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** True once the operator wants to stop. */
  pressed(): boolean;
  release(): void;
}

export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const onPress = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    tell(
      '\nstopping: what is under way is finished, and SSH closed if it was opened;\npress Ctrl-C again to leave at once, which leaves SSH open until its time is over or the next run closes it\n',
    );
    controller.abort();
  };
  const onGone = (): void => controller.abort();
  process.on('SIGINT', onPress);
  process.on('SIGTERM', onPress);
  process.on('SIGHUP', onGone);
  process.stdout.on('error', onGone);
  process.stderr.on('error', onGone);
  return {
    signal: controller.signal,
    pressed: () => controller.signal.aborted,
    // The streams keep their listener: what is printed last may still find nobody who reads it.
    release: () => {
      process.off('SIGINT', onPress);
      process.off('SIGTERM', onPress);
      process.off('SIGHUP', onGone);
    },
  };
}
