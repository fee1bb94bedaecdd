/** The Store port over files, `<folder>/<mesh>/<name>`, readable by their owner alone. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { OperatorError } from '#mesh/errors.ts';
import type { Store } from '#ports/store.ts';

/** @param folder `$XDG_STATE_HOME/vpnmesh` */
export function fileStore(folder: string): Store {
  const pathOf = (mesh: string, name: string): string => {
    // The name may come from a file that somebody else wrote.
    if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(mesh)) throw new OperatorError(`"${mesh}" is no name of a mesh`);
    return join(folder, mesh, name);
  };
  return {
    path: pathOf,
    read: (mesh, name) => {
      const path = pathOf(mesh, name);
      try {
        return readFileSync(path, 'utf8');
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw failed(`${path} cannot be read`, error);
      }
    },
    write: (mesh, name, text) => {
      const path = pathOf(mesh, name);
      // Two runs at once each write a file of their own; the last one to finish is kept.
      const beside = `${path}.${process.pid}.new`;
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeWhole(beside, text);
        renameSync(beside, path);
      } catch (error) {
        discard(beside);
        throw failed(`${path} cannot be written`, error);
      }
    },
    setAside: (mesh, name) => {
      const path = pathOf(mesh, name);
      const free = (count: number): string => {
        const aside = `${path}.aside${count === 0 ? '' : `-${count}`}`;
        return existsSync(aside) ? free(count + 1) : aside;
      };
      const aside = free(0);
      try {
        renameSync(path, aside);
      } catch (error) {
        throw failed(`${path} cannot be put aside`, error);
      }
      return aside;
    },
  };
}

/** On the disk before it gets its name: a power failure must not leave an empty file under it. */
function writeWhole(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** What stopped the writing is what the operator hears of, not what stops the tidying. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function failed(what: string, error: unknown): OperatorError {
  const why = codeOf(error) || (error instanceof Error ? error.message : String(error));
  return new OperatorError(`${what} (${why})`, 'look at its owner and mode, or set XDG_STATE_HOME');
}
