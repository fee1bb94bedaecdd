import { writeWholeFile } from '#files/whole-file.ts';
import { OperatorError } from '#mesh/errors.ts';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Writes a file atomically; its text may come in pieces. @param mode of a new file @throws OperatorError */
export function writePieces(path: string, pieces: string | Iterable<string>, mode = 0o666): void {
  try {
    writeWholeFile(path, pieces, mode);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    // Node's message also names the temporary file.
    const why = error.message.split(', ')[0] ?? error.message;
    const next = full.has(String(error.code))
      ? 'free some space, or choose a writable file; the previous file is unchanged'
      : 'choose a writable file';
    throw new OperatorError(`cannot write ${path}: ${why}`, next, { cause: error });
  }
}
