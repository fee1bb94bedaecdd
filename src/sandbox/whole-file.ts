/** Files that are whole or not replaced: written beside, on the disk, then renamed into place. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** @throws Error of the system; the file is as it was then */
export function replaceWhole(path: string, text: string, mode = 0o666): void {
  const beside = `${path}.new`;
  try {
    // What a killed run left, and a link that somebody put there, go: neither their mode nor what they lead to is ours.
    rmSync(beside, { force: true });
    const file = openSync(beside, 'wx', mode);
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
