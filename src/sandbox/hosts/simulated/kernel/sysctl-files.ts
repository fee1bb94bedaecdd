/** sysctl.d as systemd-sysctl reads it: by name over all folders, the last writer wins, globs reach what is there. */
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';

const folders = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/lib/sysctl.d'];

/** Applies the files named, or all there are. @returns what was read, in order */
export async function applySysctlFiles(fs: HostFs, given?: readonly string[]): Promise<readonly string[]> {
  const files = given ?? (await allFiles(fs));
  for (const path of files) {
    for (const line of (await fs.text(path)).split('\n')) {
      const [, key, value] = /^\s*-?([^#;=\s][^=\s]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      if (key === undefined || value === undefined) continue;
      for (const name of expand(fs, key.replaceAll('/', '.')))
        await fs.writeFile(`/proc/sys/${name.replaceAll('.', '/')}`, `${value}\n`);
    }
  }
  return files;
}

async function allFiles(fs: HostFs): Promise<readonly string[]> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const name of await fs.names(folder))
      if (name.endsWith('.conf') && !found.has(name)) found.set(name, `${folder}/${name}`);
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

/** A plain `*` means interfaces without `all` and `default` (sysctl.d(5)). */
function expand(fs: HostFs, key: string): readonly string[] {
  if (!key.includes('*')) return fs.setting(key) === undefined ? [] : [key];
  const pattern = new RegExp(`^${key.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^.]+')}$`);
  return fs
    .settings()
    .map(([name]) => name)
    .filter((name) => pattern.test(name) && !/\.conf\.(all|default)\./.test(name));
}
