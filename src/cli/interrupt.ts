/** Ctrl-C: the first press lets the calls under way finish and closes what was opened, the second leaves at once. */
import { exitCodes } from './exit-codes.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** True once the operator wants to stop. */
  pressed(): boolean;
  release(): void;
}

export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    process.stderr.write(
      '\nstopping: what is under way is finished and SSH is closed; press Ctrl-C again to leave at once\n',
    );
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    pressed: () => controller.signal.aborted,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
