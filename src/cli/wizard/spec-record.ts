/** The spec on disk: errors of reading and writing it. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeWholeFile } from '#files/whole-file.ts';
import { OperatorError } from '#mesh/errors.ts';

/** The file's text, undefined if it does not exist. @throws OperatorError if it cannot be read */
export function readRecord(file: string): string | undefined {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  } catch (error) {
    throw unusable('read', resolve(file), error);
  }
}

/** @throws OperatorError if it cannot be written: the old file stays */
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
  const next = what === 'write' ? 'fix that and press the key again: the file is unchanged' : 'fix that';
  return new OperatorError(`cannot ${what} the spec ${path}: ${why}`, next, { cause: error });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied (EACCES)',
  EPERM: 'permission denied (EPERM)',
  EROFS: 'the file system is read-only (EROFS)',
  ENOSPC: 'no space is left on the device (ENOSPC)',
  EDQUOT: 'your disk quota is used up (EDQUOT)',
  EISDIR: 'it is a folder (EISDIR)',
  ENOENT: 'its folder does not exist (ENOENT)',
  ELOOP: 'it is a link to itself (ELOOP)',
};
