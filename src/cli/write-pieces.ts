import { closeSync, openSync, writeFileSync } from 'node:fs';
import { OperatorError } from '#mesh/errors.ts';

/** Writes a file whose text comes in pieces. @param mode of a file that is made by it @throws OperatorError */
export function writePieces(path: string, pieces: Iterable<string>, mode = 0o666): void {
  const file = attempt(path, () => openSync(path, 'w', mode));
  try {
    for (const piece of pieces) attempt(path, () => writeFileSync(file, piece));
  } finally {
    closeSync(file);
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`cannot write ${path}: ${why}`, 'name a file that can be written', { cause: error });
  }
}
