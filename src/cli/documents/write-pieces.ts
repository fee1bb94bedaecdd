import { writeWholeFile } from '#files/whole-file.ts';
import { OperatorError } from '#mesh/errors.ts';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Writes a file whose text may come in pieces, whole or not at all. @param mode of a file that is made by it @throws OperatorError */
export function writePieces(path: string, pieces: string | Iterable<string>, mode = 0o666): void {
  try {
    writeWholeFile(path, pieces, mode);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    // Node names the file beside it, which nobody asked for.
    const why = error.message.split(', ')[0] ?? error.message;
    const next = full.has(String(error.code))
      ? 'make room, or name a file that can be written; what was there before is as it was'
      : 'name a file that can be written';
    throw new OperatorError(`cannot write ${path}: ${why}`, next, { cause: error });
  }
}
