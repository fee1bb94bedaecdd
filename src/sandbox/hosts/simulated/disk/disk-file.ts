/** A host's disk as one file: what lies on it, its packages and its identity, written beside and renamed into place. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HostFs, isVolatile } from './host-fs.ts';

type Entry =
  | { readonly kind: 'folder'; readonly mode: number }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'file'; readonly mode: number; readonly mtime: number; readonly latin1: string };

/** What is saved of a host beside its files. */
export interface Identity {
  /** OpenSSH private key of the host, made at the first launch. */
  readonly hostKey: string;
  readonly machineId: string;
  /** The first boot's work is done: keys are installed, the console has shown the fingerprints. */
  readonly booted: boolean;
}

interface DiskFile {
  readonly identity: Identity;
  /** Version by name. */
  readonly packages: Readonly<Record<string, string>>;
  readonly owners: Readonly<Record<string, string>>;
  /** Bytes that files hold without their content, by path. */
  readonly allocated?: Readonly<Record<string, number>>;
  readonly entries: Readonly<Record<string, Entry>>;
}

export const diskFolder = (stateDir: string): string => join(stateDir, 'simulated');
const fileOf = (stateDir: string, instanceId: string): string => join(diskFolder(stateDir), `${instanceId}.json`);

async function entryOf(fs: HostFs, path: string): Promise<Entry> {
  const stat = await fs.lstat(path);
  if (stat.isSymbolicLink) return { kind: 'link', target: await fs.readlink(path) };
  if (stat.isDirectory) return { kind: 'folder', mode: stat.mode };
  const bytes = await fs.readFileBuffer(path);
  return { kind: 'file', mode: stat.mode, mtime: stat.mtime.getTime(), latin1: Buffer.from(bytes).toString('latin1') };
}

/** @throws when the folder cannot be written */
export async function saveDisk(
  stateDir: string,
  instanceId: string,
  fs: HostFs,
  rest: Pick<DiskFile, 'identity' | 'packages'>,
): Promise<void> {
  const entries: Record<string, Entry> = {};
  for (const path of fs.getAllPaths()) if (path !== '/' && !isVolatile(path)) entries[path] = await entryOf(fs, path);
  const disk: DiskFile = {
    ...rest,
    owners: Object.fromEntries(fs.owners),
    allocated: Object.fromEntries(fs.allocated),
    entries,
  };
  mkdirSync(diskFolder(stateDir), { recursive: true, mode: 0o700 });
  const file = fileOf(stateDir, instanceId);
  await writeFile(`${file}.new`, JSON.stringify(disk), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Lays a saved disk into an empty file system; undefined when there is none. */
export async function loadDisk(
  stateDir: string,
  instanceId: string,
  fs: HostFs,
): Promise<Pick<DiskFile, 'identity' | 'packages'> | undefined> {
  const file = fileOf(stateDir, instanceId);
  if (!existsSync(file)) return undefined;
  const disk = JSON.parse(readFileSync(file, 'utf8')) as DiskFile;
  for (const [path, entry] of Object.entries(disk.entries)) {
    if (entry.kind === 'folder') {
      await fs.mkdir(path, { recursive: true });
      await fs.chmod(path, entry.mode);
    } else if (entry.kind === 'link') {
      await fs.symlink(entry.target, path).catch(() => undefined);
    } else {
      fs.writeFileSync(
        path,
        Buffer.from(entry.latin1, 'latin1'),
        {},
        { mode: entry.mode, mtime: new Date(entry.mtime) },
      );
    }
  }
  for (const [path, owner] of Object.entries(disk.owners)) fs.owners.set(path, owner);
  for (const [path, bytes] of Object.entries(disk.allocated ?? {})) fs.allocated.set(path, bytes);
  return { identity: disk.identity, packages: disk.packages };
}

export function deleteDisk(stateDir: string, instanceId: string): void {
  for (const end of ['', '.new']) rmSync(`${fileOf(stateDir, instanceId)}${end}`, { force: true });
}

export function deleteDisks(stateDir: string): void {
  rmSync(diskFolder(stateDir), { recursive: true, force: true });
}
