/** A host's file system as a user who is not root meets it: the same disk behind a guard. */
import type { HostFs } from './host-fs.ts';
import { access, Permissions } from './permissions.ts';

export class AccessDenied extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`EACCES: permission denied, open '${path}'`);
    this.name = 'AccessDenied';
    this.path = path;
  }
}

/** The paths that an operation touches, and whether the user may. */
type Rule = (may: Permissions, fs: HostFs, ...paths: readonly string[]) => Promise<boolean>;

const read: Rule = (may, _, path = '') => may.has(path, access.read);
const look: Rule = (may, _, path = '') => may.reaches(path);
const own: Rule = async (may, _, path = '') => may.owns(path);
const write: Rule = async (may, fs, path = '') =>
  (await fs.exists(path)) ? may.has(path, access.write) : may.changesName(path);
const rename: Rule = (may, _, path = '') => may.changesName(path);
const make: Rule = async (may, fs, path = '') => (await fs.exists(path)) || may.changesName(path);

const rules: Readonly<Record<string, Rule>> = {
  readFile: read,
  readFileBytes: read,
  readFileBuffer: read,
  readdir: read,
  readdirWithFileTypes: read,
  stat: look,
  lstat: look,
  readlink: look,
  writeFile: write,
  appendFile: write,
  mkdir: make,
  rm: rename,
  chmod: own,
  utimes: own,
  symlink: (may, fs, _target, path = '') => rename(may, fs, path),
  link: (may, fs, _target, path = '') => rename(may, fs, path),
  mv: async (may, fs, from, to = '') => (await rename(may, fs, from ?? '')) && rename(may, fs, to),
  cp: async (may, fs, from, to = '') => (await read(may, fs, from ?? '')) && write(may, fs, to),
};

/** What makes a file, and which argument names it. */
const makes: Readonly<Record<string, number>> = { writeFile: 0, appendFile: 0, mkdir: 0, symlink: 1, cp: 1 };

/** Where nothing is told of a file that cannot be read. */
const silent: Readonly<Record<string, unknown>> = { text: '', names: [], exists: false };

/** @param denied gets the paths that were refused */
export function userFs(fs: HostFs, user: string, denied: Set<string>): HostFs {
  const may = new Permissions(fs, user);
  const guarded = (name: string, rule: Rule) => {
    const method: unknown = Reflect.get(fs, name, fs);
    return async (...args: readonly unknown[]): Promise<unknown> => {
      const paths = args.map((arg) => (typeof arg === 'string' ? arg : ''));
      if (!(await rule(may, fs, ...paths))) {
        if (name in silent) return silent[name];
        denied.add(paths[0] ?? '');
        throw new AccessDenied(paths[0] ?? '');
      }
      const made = paths[makes[name] ?? -1];
      const isNew = made !== undefined && !(await fs.exists(made));
      const result: unknown = await Reflect.apply(method as (...all: unknown[]) => unknown, fs, args);
      if (isNew && !may.owns(made)) fs.setOwner(made, `${user}:${user}`);
      return result;
    };
  };
  const methods = new Map<string, unknown>([
    ...Object.entries(rules).map(([name, rule]) => [name, guarded(name, rule)] as const),
    ['text', guarded('text', read)],
    ['names', guarded('names', read)],
    ['exists', guarded('exists', look)],
  ]);
  return new Proxy(fs, {
    get(target, name) {
      const method = typeof name === 'string' ? methods.get(name) : undefined;
      if (method !== undefined) return method;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
