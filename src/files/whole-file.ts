/** Files that are whole or not replaced: written beside, on the disk, then renamed into place. */
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Until it returns, the path has its old content; a run that is killed, or a disk that is full, leaves that as it was.
 * A link keeps leading where it leads, a file keeps its mode and owner, and what is no file (a pipe, /dev/stdout) is
 * written to.
 * @param text in one piece, or in many where it is big
 * @param mode of a file that is made by it
 * @throws Error of the system
 */
export function writeWholeFile(path: string, text: string | Iterable<string>, mode = 0o666): void {
  const pieces = typeof text === 'string' ? [text] : text;
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) {
    writeTo(openSync(path, 'w'), pieces);
    return;
  }
  const target = followed(path);
  // A rename asks the folder only, and would replace what may not be written to.
  if (there !== undefined) accessSync(target, constants.W_OK);
  // Two runs at once each write a file of their own; the last one to finish is kept.
  const beside = `${target}.${process.pid}.new`;
  // What a killed run of this number left, and a link that somebody put there, go; what it leads to is not touched.
  rmSync(beside, { force: true });
  // Nobody reads the new text meanwhile who may not read the old.
  const file = openSync(beside, 'wx', there === undefined ? mode : 0o600);
  try {
    writeTo(file, pieces);
    if (there !== undefined) keep(beside, there);
    renameSync(beside, target);
  } catch (error) {
    discard(beside);
    throw error;
  }
  syncFolder(dirname(target));
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

/** Where the bytes are, or will be: a link stays a link, also one whose file is yet to be made. */
function followed(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path;
  // From the folder that the link is in, which may be reached by links itself. Circles were refused by the first look.
  return followed(resolve(realpathSync(dirname(path)), readlinkSync(path)));
}

function keep(path: string, { mode, uid, gid }: Stats): void {
  try {
    chownSync(path, uid, gid);
  } catch {
    // Only root may give a file away: it is ours then, as with any editor.
  }
  // After the owner: changing that takes bits away, and the mask of this process must not count.
  chmodSync(path, mode & 0o7777);
}

/** So that the new name outlives a power failure. */
function syncFolder(path: string): void {
  try {
    const open = openSync(path, 'r');
    try {
      fsyncSync(open);
    } finally {
      closeSync(open);
    }
  } catch {
    // Where a folder cannot be synced, as on some network drives, the file itself is.
  }
}

/** What stopped the writing is what the operator hears of, not what stops the tidying. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}
