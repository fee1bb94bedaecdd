/** Unit files: what systemd reads of them, drop-ins merged (systemd.unit(5)). */
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';

export interface Unit {
  readonly name: string;
  readonly path: string;
  /** All assignments of a key, in order, `Section.Key`; an empty one has cleared those before it. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** Where units are looked for; the first wins. */
const folders = ['/etc/systemd/system', '/run/systemd/system', '/lib/systemd/system'];

export const withSuffix = (name: string): string =>
  /\.(service|timer|target|socket|mount)$/.test(name) ? name : `${name}.service`;

/** undefined when there is no such unit; a masked one has no values. */
export async function readUnit(fs: HostFs, given: string): Promise<Unit | undefined> {
  const name = await resolveAlias(fs, withSuffix(given));
  for (const folder of folders) {
    const path = `${folder}/${name}`;
    if (!(await fs.exists(path))) continue;
    const texts = [await fs.text(path)];
    for (const dropIns of folders) {
      for (const file of (await fs.names(`${dropIns}/${name}.d`)).toSorted()) {
        if (file.endsWith('.conf')) texts.push(await fs.text(`${dropIns}/${name}.d/${file}`));
      }
    }
    return { name, path, values: parse(texts.join('\n')) };
  }
  return undefined;
}

/** `sshd.service` is `ssh.service` by a link in /etc. */
async function resolveAlias(fs: HostFs, name: string): Promise<string> {
  const target = await fs.readlink(`/etc/systemd/system/${name}`).catch(() => undefined);
  return target === undefined || target === '/dev/null' ? name : (target.split('/').at(-1) ?? name);
}

export async function isMasked(fs: HostFs, name: string): Promise<boolean> {
  return (await fs.readlink(`/etc/systemd/system/${name}`).catch(() => '')) === '/dev/null';
}

export const valuesOf = (unit: Unit, key: string): readonly string[] => unit.values.get(key) ?? [];
export const lastOf = (unit: Unit, key: string): string | undefined => valuesOf(unit, key).at(-1);

/** Seconds of a time span: `15`, `1min`, `10s`, `500ms`. */
export function seconds(span: string | undefined): number | undefined {
  if (span === undefined) return undefined;
  const units: Readonly<Record<string, number>> = {
    '': 1,
    s: 1,
    sec: 1,
    ms: 0.001,
    m: 60,
    min: 60,
    h: 3600,
    d: 86_400,
  };
  const parts = [...span.matchAll(/([\d.]+)\s*([a-z]*)/g)];
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * (units[unit ?? ''] ?? 1), 0);
}

function parse(text: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  let section = '';
  for (const line of text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((each) => each.trim())) {
    const header = /^\[(.+)\]$/.exec(line)?.[1];
    if (header !== undefined) section = header;
    const [, key, value] = /^([A-Za-z]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    const name = `${section}.${key}`;
    values.set(name, value === '' ? [] : [...(values.get(name) ?? []), value]);
  }
  return values;
}
