/** The spec on disk, kept as its owner keeps it: through a link, with its mode, its owner and its ends of lines, whole or not at all. */
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { OperatorError } from '#mesh/errors.ts';

/** What the file says, undefined where there is none. @throws OperatorError when it cannot be read */
export function readRecord(file: string): string | undefined {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  } catch (error) {
    throw unusable('read', resolve(file), error);
  }
}

/** @throws OperatorError when it cannot be written: what was there is there still */
export function writeRecord(file: string, text: string): void {
  const target = behindLinks(file);
  const beside = `${target}.${process.pid}.new`;
  let made = false;
  try {
    const before = statSync(target, { throwIfNoEntry: false });
    // A rename would replace what may not be written to.
    if (before !== undefined) accessSync(target, constants.W_OK);
    const open = openSync(beside, 'wx', before === undefined ? 0o666 : before.mode & 0o7777);
    made = true;
    try {
      writeFileSync(open, text);
      fsyncSync(open);
    } finally {
      closeSync(open);
    }
    if (before !== undefined) keep(beside, before);
    renameSync(beside, target);
    syncFolder(dirname(target));
  } catch (error) {
    if (made) rmSync(beside, { force: true });
    throw unusable('write', target, error);
  }
}

/** Where the bytes are: a link stays a link, also one whose file is yet to be made. */
function behindLinks(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  let path = resolve(file);
  for (let hop = 0; hop < 40; hop += 1) {
    const next = linkOf(path);
    if (next === undefined) return path;
    path = resolve(dirname(path), next);
  }
  throw new OperatorError(`${resolve(file)} is a link that leads nowhere`, 'mend the link, or move it away');
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function keep(path: string, { mode, uid, gid }: { readonly mode: number; readonly uid: number; readonly gid: number }) {
  try {
    chownSync(path, uid, gid);
  } catch {
    // Only root may give a file away: it is ours then, as with any editor.
  }
  // After the owner: changing that takes bits away, and the mask of this process must not count.
  chmodSync(path, mode & 0o7777);
}

function syncFolder(path: string): void {
  try {
    const open = openSync(path, 'r');
    fsyncSync(open);
    closeSync(open);
  } catch {
    // Where a folder cannot be synced, as on some network drives, the file itself is.
  }
}

function unusable(what: 'read' | 'write', path: string, error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  const next = what === 'write' ? 'mend that and press the key again: nothing of the file was changed' : 'mend that';
  return new OperatorError(`cannot ${what} the spec ${path}: ${why}`, next, { cause: error });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission (EACCES)',
  EPERM: 'you have no permission (EPERM)',
  EROFS: 'the file system is read-only (EROFS)',
  ENOSPC: 'no space is left on the device (ENOSPC)',
  EDQUOT: 'your quota of the disk is used up (EDQUOT)',
  EISDIR: 'it is a folder (EISDIR)',
  ENOENT: 'its folder does not exist (ENOENT)',
};

/** Ends of lines as the file has them, and the mark that some editors put first. */
export function inTheMannerOf(text: string, base: string | undefined): string {
  if (base === undefined) return text;
  const ends = /\r\n/.test(base) ? plainText(text).replaceAll('\n', '\r\n') : text;
  return base.startsWith(mark) ? `${mark}${ends}` : ends;
}

/** Without either: what the text is worked on as. */
export const plainText = (text: string): string => text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');

const mark = '\uFEFF';
