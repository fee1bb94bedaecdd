import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** The hierarchies that systemd wants to find itself in: the unified one, and beside it, where there is one, its own of version 1. */
export async function cgroupRoots(): Promise<readonly string[]> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
  return mounts.flatMap(([, place = '', kind = '', options = '']) =>
    kind === 'cgroup2' || (kind === 'cgroup' && options.split(',').includes('name=systemd')) ? [place] : [],
  );
}

/** Makes a cgroup of its own for a host in every hierarchy; answers their folders. */
export async function makeCgroups(prefix: string, name: string): Promise<readonly string[]> {
  const folders = (await cgroupRoots()).map((root) => join(root, prefix, name));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  return folders;
}

/**
 * Kills everything in a sandbox's cgroups, or in one host's, and removes them.
 * @throws when a process survives for 20 s.
 */
export async function removeCgroups(prefix: string, name = ''): Promise<void> {
  for (const root of await cgroupRoots()) {
    const folder = join(root, prefix, name);
    const deadline = Date.now() + 20_000;
    while (existsSync(folder)) {
      await killAll(folder);
      await removeTree(folder);
      if (Date.now() > deadline)
        throw new Error(`Processes in ${folder} cannot be killed; see ${folder}/cgroup.procs.`);
      if (existsSync(folder)) await setTimeout(20);
    }
  }
}

async function killAll(folder: string): Promise<void> {
  for (const child of await childrenOf(folder)) await killAll(child);
  const members = await readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '');
  for (const line of members.split('\n').filter((text) => text !== '')) {
    try {
      process.kill(Number(line), 'SIGKILL');
    } catch {
      // It ended by itself between reading and killing.
    }
  }
}

async function removeTree(folder: string): Promise<void> {
  for (const child of await childrenOf(folder)) await removeTree(child);
  // Fails while a killed process is still on its way out; the caller comes back.
  await rmdir(folder).catch(() => {});
}

async function childrenOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}
