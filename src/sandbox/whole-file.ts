/** Files that are whole or not replaced: written beside, on the disk, then renamed into place. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** @throws Error of the system; the file is as it was then */
export function replaceWhole(path: string, text: string, mode = 0o666): void {
  const beside = `${path}.new`;
  try {
    const file = openSync(beside, 'w', mode);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
