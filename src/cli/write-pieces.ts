import { closeSync, openSync, writeFileSync } from 'node:fs';

/** Writes a file whose text comes in pieces. @param mode of a file that is made by it */
export function writePieces(path: string, pieces: Iterable<string>, mode = 0o666): void {
  const file = openSync(path, 'w', mode);
  try {
    for (const piece of pieces) writeFileSync(file, piece);
  } finally {
    closeSync(file);
  }
}
