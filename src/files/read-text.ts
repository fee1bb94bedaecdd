/** Files of an operator, read whole: only what ends, and no more of it than belongs there. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';

/** Specs, keys and ssh_configs are some kB. */
const mostBytes = 4 * 1024 * 1024;

/** Why a file is not read. `code` is the system's, or ours: IRREGULAR, TOOBIG. */
export class FileFault extends Error {
  readonly code: string;
  constructor(code: string, why: string, cause?: unknown) {
    super(why, { cause });
    this.name = 'FileFault';
    this.code = code;
  }
}

/** @throws FileFault whose message goes on after `cannot read PATH: ` */
export function readText(path: string, most = mostBytes): string {
  return readBytes(path, most).toString('utf8');
}

/** @throws FileFault */
export function readBytes(path: string, most = mostBytes): Buffer {
  try {
    checkFile(path, most);
    // A pipe that took the file's place meanwhile must not be waited for.
    const file = openSync(path, isHandedOver(path) ? 'r' : constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      refuse(path, fstatSync(file), most);
      return upTo(file, most);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw faultOf(error);
  }
}

/** For what somebody else will read. @throws FileFault */
export function checkFile(path: string, most = mostBytes): void {
  try {
    refuse(path, statSync(path), most);
  } catch (error) {
    throw faultOf(error);
  }
}

/** What a shell puts there for `<(...)` and `|`: somebody writes to it already, and it ends. */
const isHandedOver = (path: string): boolean => /^\/(dev|proc\/self)\/(stdin|fd\/\d+)$/.test(path);

function refuse(path: string, found: Stats, most: number): void {
  if (found.isDirectory()) throw new FileFault('EISDIR', 'it is a folder');
  if (!found.isFile() && !(found.isFIFO() && isHandedOver(path))) {
    throw new FileFault('IRREGULAR', `it is ${kindOf(found)}, not a file`);
  }
  if (found.size > most) throw tooBig(most);
}

function kindOf(found: Stats): string {
  if (found.isFIFO()) return 'a named pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

const tooBig = (most: number): FileFault =>
  new FileFault('TOOBIG', `it is larger than ${most / 1024 / 1024} MiB, the most that is read there`);

/** By what comes, not by what was said of it: some files have no size, others grow. */
function upTo(file: number, most: number): Buffer {
  const pieces: Buffer[] = [];
  for (let total = 0; ; ) {
    const piece = Buffer.allocUnsafe(64 * 1024);
    const read = readSync(file, piece);
    if (read === 0) return Buffer.concat(pieces);
    total += read;
    if (total > most) throw tooBig(most);
    pieces.push(piece.subarray(0, read));
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission denied (EACCES)',
  EPERM: 'you may not read it (EPERM)',
  ELOOP: 'its links lead in a circle (ELOOP)',
};

function faultOf(error: unknown): FileFault {
  if (error instanceof FileFault) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new FileFault(code, reasons[code] ?? (error instanceof Error ? error.message : String(error)), error);
}
