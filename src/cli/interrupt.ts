/**
 * Ctrl-C: the first press finishes running calls and closes what was opened, the second exits at once. A lost terminal
 * (SIGHUP), a closed pipe and a full disk behind stdout or stderr stop a run in the same way: SSH must not stay open.
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
      '\nstopping: finishing running steps and closing SSH if it was opened;\npress Ctrl-C again to exit at once, which leaves SSH open until it expires or the next run closes it\n',
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
    // The streams keep their listener: the last output may still fail.
    release: () => {
      process.off('SIGINT', onPress);
      process.off('SIGTERM', onPress);
      process.off('SIGHUP', onGone);
    },
  };
}
