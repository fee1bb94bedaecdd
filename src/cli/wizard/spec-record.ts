/** The spec on disk: what is said where it cannot be read or written. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeWholeFile } from '#files/whole-file.ts';
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
  try {
    writeWholeFile(file, text);
  } catch (error) {
    throw unusable('write', resolve(file), error);
  }
}

function unusable(what: 'read' | 'write', path: string, error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  const next = what === 'write' ? 'fix that and press the key again: nothing of the file was changed' : 'fix that';
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
  ELOOP: 'it is a link that leads back to itself (ELOOP)',
};
