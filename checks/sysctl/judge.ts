/** Whether a kernel setting is right: now, on every forwarding interface, and after the next boot. */
import type { SysctlWriter } from '#linux/host-facts.ts';
import type { SysctlRow } from './table.ts';

/** Loopback never forwards; `all` and `default` are not interfaces. */
const notForwarding = new Set(['all', 'default', 'lo']);

export interface SysctlFault {
  readonly key: string;
  readonly found: string;
  readonly where: string;
  /** The line that wins at the next boot. */
  readonly writer?: SysctlWriter;
}

export function sysctlFaults(
  row: SysctlRow,
  runtime: Readonly<Record<string, string>>,
  writers: readonly SysctlWriter[],
): readonly SysctlFault[] {
  return row.keys.flatMap((key) => {
    const keys = keysOf(row, key, runtime);
    return [
      ...keys.flatMap((each) => runtimeFault(row, key, each, runtime)),
      ...keys.flatMap((each) => bootFault(row, each, writers)),
    ];
  });
}

function isRight({ value, least }: SysctlRow, found: string): boolean {
  return least === true ? Number(found) >= Number(value) : found === value;
}

/** Full names of the row's settings on this host. */
function keysOf(
  { combination, allOnly }: SysctlRow,
  key: string,
  runtime: Readonly<Record<string, string>>,
): readonly string[] {
  if (combination === undefined) return [`net.ipv4.${key}`];
  if (allOnly === true) return [`net.ipv4.conf.all.${key}`];
  const interfaces = Object.keys(runtime).flatMap((name) => {
    const found = /^net\.ipv4\.conf\.(.+)\.([^.]+)$/.exec(name);
    return found?.[2] === key && found[1] !== undefined && !notForwarding.has(found[1]) ? [found[1]] : [];
  });
  const whole = combination === 'own' ? [] : ['all', 'default'];
  // A reachable host has at least one interface.
  const through = interfaces.length === 0 ? ['*'] : interfaces;
  return [...whole, ...through].map((name) => `net.ipv4.conf.${name}.${key}`);
}

function runtimeFault(
  row: SysctlRow,
  key: string,
  name: string,
  runtime: Readonly<Record<string, string>>,
): readonly SysctlFault[] {
  const own = runtime[name];
  if (own === undefined) return [{ key: name, found: 'missing', where: 'in the running kernel' }];
  const found = effective(row, own, runtime[`net.ipv4.conf.all.${key}`] ?? own, name);
  return isRight(row, found) ? [] : [{ key: name, found, where: 'in the running kernel' }];
}

function effective({ combination }: SysctlRow, own: string, all: string, name: string): string {
  // A value that is not a number has no known effect.
  const strange = [own, all].find((value) => !/^\d+$/.test(value));
  if (strange !== undefined) return strange;
  if (/\.conf\.(all|default)\./.test(name)) return own;
  switch (combination) {
    case 'or':
      return own !== '0' || all !== '0' ? '1' : '0';
    case 'and':
      return own !== '0' && all !== '0' ? '1' : '0';
    case 'max':
      return String(Math.max(Number(own), Number(all)));
    default:
      return own;
  }
}

/** After a reboot the last file that sets the key wins; without one, the kernel's default is not trusted. */
function bootFault(row: SysctlRow, name: string, writers: readonly SysctlWriter[]): readonly SysctlFault[] {
  const exact = writers.filter(({ key }) => key === name);
  // A key that is named anywhere is exempt from every pattern (sysctl.d(5)).
  const matching = exact.length > 0 ? exact : writers.filter(({ key }) => matches(key, name));
  const last = matching.at(-1);
  if (last === undefined) {
    const needed = row.combination === undefined || /\.conf\.(all|default)\./.test(name);
    return needed ? [{ key: name, found: 'not set', where: 'in any file for the next boot' }] : [];
  }
  return isRight(row, last.value)
    ? []
    : [{ key: name, found: last.value, where: `in ${last.file}, which wins at the next boot`, writer: last }];
}

/** `*` matches interfaces, not `all` and `default`. */
function matches(pattern: string, name: string): boolean {
  if (!pattern.includes('*') || /\.conf\.(all|default)\./.test(name)) return false;
  const parts = pattern.split('*').map((part) => part.replace(/[.+^${}()|[\]\\?]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^.]*')}$`).test(name);
}
