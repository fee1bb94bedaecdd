/** Files that are whole or not replaced: written beside, on the disk, then renamed into place. */
import {
  chmodSync,
  closeSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Until it returns, the path has its old content; a run that is killed, or a disk that is full, leaves that as it was.
 * A link keeps leading where it leads, a file keeps its mode, and what is no file (a pipe, /dev/stdout) is written to.
 * @param text in one piece, or in many where it is big
 * @param mode of a file that is made by it
 * @throws Error of the system
 */
export function writeWholeFile(path: string, text: string | Iterable<string>, mode = 0o666): void {
  const pieces = typeof text === 'string' ? [text] : text;
  const there = statOf(path);
  if (there !== undefined && !there.isFile()) {
    writeTo(openSync(path, 'w'), pieces);
    return;
  }
  const target = followed(path);
  // Two runs at once each write a file of their own; the last one to finish is kept.
  const beside = `${target}.${process.pid}.new`;
  try {
    writeTo(openSync(beside, 'w', mode), pieces);
    if (there !== undefined) chmodSync(beside, there.mode & 0o7777);
    renameSync(beside, target);
  } catch (error) {
    discard(beside);
    throw error;
  }
}

/** All of it: a disk that is nearly full takes a part, says how much, and refuses only the next write. */
export function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function writeTo(file: number, pieces: Iterable<string>): void {
  try {
    for (const piece of pieces) writeAll(file, piece);
    // Before it gets its name: a power failure must not leave an empty file under it.
    if (fstatSync(file).isFile()) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function followed(path: string, links = 40): string {
  if (links === 0 || lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path;
  return followed(resolve(dirname(path), readlinkSync(path)), links - 1);
}

/** What stopped the writing is what the operator hears of, not what stops the tidying. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}
