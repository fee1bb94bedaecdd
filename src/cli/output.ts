/**
 * A command's output, including failed writes: a full disk, a closed pipe. Node's file stream writes once and ignores
 * short writes (SyncWriteStream), so files are written here.
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
  // Wrapped between words on a terminal, which itself breaks anywhere.
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
    // Same as the stream's own error.
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
  /** False if part of the output could not be written; a closed pipe (`| head`) is not a fault. */
  whole(): Promise<boolean>;
  /** The exit code of a command that ended with `code`: 1 if its output is incomplete. @param mayHaveOpened SSH */
  codeOf(code: number, mayHaveOpened: boolean): Promise<number>;
}

/** From here on, write errors are no longer thrown: a run with SSH open listens for them and closes it. */
export function watchOutput(): OutputWatch {
  let lost: { readonly name: string; readonly error: NodeJS.ErrnoException } | undefined;
  const streams = [
    ['stdout', process.stdout],
    ['stderr', process.stderr],
  ] as const;
  for (const [name, stream] of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A closed pipe does not hide a full disk.
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
      // What the command opened it has closed; an opening of the operator's own, or one that it could not close, is still there.
      const ssh = mayHaveOpened ? '; `vpnmesh status` says whether SSH is open' : '';
      tell(
        `error cannot write ${failed.name} (${failed.error.message}), so the command stopped\nnext: free some space and run it again${ssh}\n`,
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
