/**
 * What a command says, and what becomes of it when that cannot be written: a full disk, a reader that has left. Node's
 * stream to a file writes once and does not look at how much of it went (SyncWriteStream), so files are written to here.
 */
import { fstatSync } from 'node:fs';
import { fitted } from '#cli/text/wrap.ts';
import { writeAll } from '#files/whole-file.ts';
import { exitCodes } from './exit-codes.ts';

/** Results, on stdout. */
export function print(text: string): void {
  put(process.stdout, text);
}

/** Everything else, on stderr. */
export function tell(text: string): void {
  // Between words where a person reads it: a terminal breaks wherever its edge is.
  put(
    process.stderr,
    text
      .split('\n')
      .flatMap((line) => fitted(line, 2, process.stderr))
      .join('\n'),
  );
}

type Stream = typeof process.stdout | typeof process.stderr;

function put(stream: Stream, text: string): void {
  if (!isFile(stream.fd)) {
    stream.write(text);
    return;
  }
  try {
    writeAll(stream.fd, text);
  } catch (error) {
    // As the stream itself would tell it.
    stream.emit('error', error);
  }
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

export interface OutputWatch {
  /** False where something that was said could not be written; a reader that has seen enough (`| head`) is no fault. */
  whole(): Promise<boolean>;
  /** The exit code of a command that ended with `code`: 1 where not all that it said was written. @param mayHaveOpened SSH, which it closed */
  codeOf(code: number, mayHaveOpened: boolean): Promise<number>;
}

/** From here on, what cannot be written is an error no longer thrown: whoever has something open listens too, and closes it. */
export function watchOutput(): OutputWatch {
  let lost: { readonly name: string; readonly error: NodeJS.ErrnoException } | undefined;
  const streams = [
    ['stdout', process.stdout],
    ['stderr', process.stderr],
  ] as const;
  for (const [name, stream] of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A reader that has left hides no disk that is full.
      if (lost === undefined || (isGone(lost.error) && !isGone(error))) lost = { name, error };
    });
  }
  const failure = async (): Promise<typeof lost> => {
    for (const [, stream] of streams) await written(stream);
    return lost !== undefined && isGone(lost.error) ? undefined : lost;
  };
  return {
    whole: async () => (await failure()) === undefined,
    codeOf: async (code, mayHaveOpened) => {
      const failed = await failure();
      if (failed === undefined) return code;
      tell(
        `error ${failed.name} could not be written (${failed.error.message}), so the command stopped${mayHaveOpened ? '; what it had opened is closed' : ''}\nnext: make room, and run it again\n`,
      );
      return exitCodes.failed;
    },
  };
}

const isGone = ({ code }: NodeJS.ErrnoException): boolean => code === 'EPIPE';

function written(stream: Stream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
