/** Putting a package on a host and taking it away again. */
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';
import { readUnit, valuesOf } from '#sandbox/hosts/simulated/systemd/unit-file.ts';
import { catalogue } from './packages.ts';

/** The package and what comes with it, in the order of installation; undefined for a name apt does not know. */
export function withDependencies(name: string): readonly string[] | undefined {
  const content = catalogue[name];
  if (content === undefined) return undefined;
  return [...new Set([...(content.depends ?? []).flatMap((each) => withDependencies(each) ?? []), name])];
}

/** Files and units of a package; files that are there already are the operator's and stay. @returns units to start */
export async function unpack(fs: HostFs, name: string): Promise<readonly string[]> {
  const { files = {}, units = [] } = catalogue[name] ?? {};
  for (const [path, text] of Object.entries(files)) {
    if (path.endsWith('/')) await fs.mkdir(path.slice(0, -1), { recursive: true });
    else if (!(await fs.exists(path))) await fs.put(path, text, path.includes('/bin/') ? 0o755 : 0o644);
  }
  const starting: string[] = [];
  for (const unit of units) {
    await fs.put(`/lib/systemd/system/${unit.name}`, unit.text);
    if (!unit.enabled) continue;
    const read = await readUnit(fs, unit.name);
    const links = [
      ...(read === undefined
        ? []
        : valuesOf(read, 'Install.WantedBy').map((target) => `/etc/systemd/system/${target}.wants/${unit.name}`)),
      ...(read === undefined ? [] : valuesOf(read, 'Install.Alias').map((alias) => `/etc/systemd/system/${alias}`)),
    ];
    for (const link of links) {
      await fs.mkdir(link.slice(0, link.lastIndexOf('/')), { recursive: true });
      if (!(await fs.exists(link))) await fs.symlink(`/lib/systemd/system/${unit.name}`, link);
    }
    starting.push(unit.name);
  }
  return starting;
}

/** Removes a package's units; configuration stays, as dpkg leaves it. */
export async function remove(fs: HostFs, name: string): Promise<void> {
  for (const unit of catalogue[name]?.units ?? []) {
    await fs.rm(`/lib/systemd/system/${unit.name}`, { force: true });
    for (const target of ['multi-user.target', 'sysinit.target', 'timers.target']) {
      await fs.rm(`/etc/systemd/system/${target}.wants/${unit.name}`, { force: true });
    }
  }
}
