import { OperatorError } from '#mesh/errors.ts';
import { writeWholeFile } from '#store/whole-file.ts';

/** Writes a file whose text may come in pieces, whole or not at all. @param mode of a file that is made by it @throws OperatorError */
export function writePieces(path: string, pieces: string | Iterable<string>, mode = 0o666): void {
  try {
    writeWholeFile(path, pieces, mode);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new OperatorError(
      `cannot write ${path}: ${error.message}`,
      'make room, or name a file that can be written; what was there before is as it was',
      { cause: error },
    );
  }
}
