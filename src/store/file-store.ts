/** The Store port over files, `<folder>/<mesh>/<name>`, readable by their owner alone. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileFault, readText } from '#files/read-text.ts';
import { writeWholeFile } from '#files/whole-file.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { Store } from '#ports/store.ts';

/** A whole audit of a hundred hosts is some MB. */
const mostKept = 256 * 1024 * 1024;

/** @param folder `$XDG_STATE_HOME/vpnmesh` */
export function fileStore(folder: string): Store {
  const pathOf = (mesh: string, name: string): string => {
    // The name may come from a file that somebody else wrote.
    if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(mesh)) throw new OperatorError(`"${mesh}" is not the name of a mesh`);
    return join(folder, mesh, name);
  };
  return {
    path: pathOf,
    read: (mesh, name) => {
      const path = pathOf(mesh, name);
      try {
        return readText(path, mostKept);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw failed(`cannot read ${path}`, error);
      }
    },
    write: (mesh, name, text) => {
      const path = pathOf(mesh, name);
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeWholeFile(path, text, 0o600);
      } catch (error) {
        throw failed(`cannot write ${path}`, error);
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
        throw failed(`cannot move ${path} aside`, error);
      }
      return aside;
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function failed(what: string, error: unknown): OperatorError {
  // The system's own codes are what an operator looks up.
  const ours = error instanceof FileFault && !error.code.startsWith('E') ? error.message : undefined;
  const why = ours ?? (codeOf(error) || (error instanceof Error ? error.message : String(error)));
  return new OperatorError(`${what} (${why})`, 'check its owner and mode, or set XDG_STATE_HOME');
}
