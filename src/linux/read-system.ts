/** From the lines of a host's report to facts about the system. Each throws where the lines make no sense. */
import type {
  HostFacts,
  LogFile,
  PendingUpdates,
  ShippedFile,
  SysctlWriter,
  TimeState,
  UnitState,
} from './host-facts.ts';

type Lines = readonly string[];
type ValueOf<K extends keyof HostFacts> = Extract<HostFacts[K], { readonly ok: true }>['value'];

/** First word and the rest of every line that has one. */
function words(lines: Lines): readonly (readonly [string, string])[] {
  return lines.flatMap((line) => {
    const at = line.indexOf(' ');
    return line === '' ? [] : [at < 0 ? ([line, ''] as const) : ([line.slice(0, at), line.slice(at + 1)] as const)];
  });
}

function demand<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new SyntaxError(`it lacks ${what}`);
  return value;
}

function number(text: string | undefined, what: string): number {
  const value = Number(text);
  if (text === undefined || text.trim() === '' || !Number.isFinite(value))
    throw new SyntaxError(`${what} is "${text}"`);
  return value;
}

/** First word and the rest of every line. @throws SyntaxError for one that begins with another word */
function wordsOf(lines: Lines, known: readonly string[]): readonly (readonly [string, string])[] {
  const all = words(lines);
  const strange = all.find(([word]) => !known.includes(word));
  if (strange !== undefined) throw new SyntaxError(`"${strange.join(' ')}" is none of its lines`);
  return all;
}

/** Seconds since the epoch, by the host's own clock. */
export function clock(lines: Lines): number | undefined {
  const text = words(lines).find(([word]) => word === 'clock')?.[1];
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}

export function system(lines: Lines): ValueOf<'system'> {
  const all = new Map(words(lines));
  return {
    id: demand(all.get('ID'), "the system's id"),
    version: all.get('VERSION_ID') ?? '',
    kernel: demand(all.get('kernel'), 'the kernel'),
  };
}

export function sysctl(lines: Lines): ValueOf<'sysctl'> {
  const all = Object.fromEntries(
    lines.map((line) => {
      const [, path, value] = /^([^:]+):\s*(-?\d+)\s*$/.exec(line) ?? [];
      return [`net.ipv4.${demand(path, `a setting in "${line}"`).replaceAll('/', '.')}`, demand(value, 'its value')];
    }),
  );
  demand(all['net.ipv4.ip_forward'], 'net.ipv4.ip_forward');
  const parts = Object.keys(all).flatMap((key) => {
    const [, name, setting] = /^net\.ipv4\.conf\.(.+)\.([^.]+)$/.exec(key) ?? [];
    return name === undefined || setting === undefined ? [] : [[name, setting] as const];
  });
  // Every interface has what any of them has: one of which a part is missing was not read.
  for (const setting of new Set(parts.map(([, each]) => each)))
    for (const name of new Set(parts.map(([each]) => each)))
      demand(all[`net.ipv4.conf.${name}.${setting}`], `${setting} of ${name}`);
  return all;
}

export function writers(lines: Lines): readonly SysctlWriter[] {
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [, file, key, value = ''] = /^(\S+) (\S+) (\S*)$/.exec(line) ?? [];
      return { file: demand(file, 'a file'), key: demand(key, 'a key').replaceAll('/', '.'), value };
    });
}

/** `systemctl show`: blocks parted by blank lines. A second name of a unit tells the same unit again. */
export function units(lines: Lines, now: number | undefined): ValueOf<'units'> {
  const blocks = lines.join('\n').split(/\n\n+/);
  const all = blocks.flatMap((block): (readonly [string, UnitState])[] => {
    const values = new Map(block.split('\n').map((line) => [line.split('=')[0] ?? '', line.replace(/^[^=]*=/, '')]));
    const id = values.get('Id');
    if (id === undefined) return [];
    const state = {
      load: values.get('LoadState') ?? '',
      enabled: values.get('UnitFileState') ?? '',
      active: demand(values.get('ActiveState'), `the state of ${id}`),
      activeFor: secondsSince(values.get('ActiveEnterTimestamp'), now),
    };
    return [[id.replace(/\.service$/, ''), state]];
  });
  const asked = /^asked (\d+)$/.exec(lines[0] ?? '')?.[1];
  if (all.length < number(asked, 'how many units were asked for')) throw new SyntaxError('systemctl leaves out a unit');
  return Object.fromEntries(all);
}

/** `Wed 2026-11-25 10:38:04 UTC`, as systemd writes it. */
function secondsSince(text: string | undefined, now: number | undefined): number | undefined {
  const [, day, time] = /^\w+ (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/.exec(text ?? '') ?? [];
  if (day === undefined || now === undefined) return undefined;
  return Math.max(0, now - Date.parse(`${day}T${time}Z`) / 1000);
}

/** Whichever daemon answered: chrony, ntpd or systemd-timesyncd. */
export function time(lines: Lines): TimeState {
  const of = (word: string): readonly string[] =>
    words(lines)
      .filter(([first]) => first === word)
      .map(([, rest]) => rest);
  const tracking = of('tracking');
  if (tracking.length > 0) {
    const offset = tracking
      .map((line) => /^System time\s*:\s*([\d.]+) seconds/.exec(line)?.[1])
      .find((one) => one !== undefined);
    const leap = tracking.map((line) => /^Leap status\s*:\s*(.*)$/.exec(line)?.[1]).find((one) => one !== undefined);
    const selected = of('source').map((line) => /^[\^=#]\*\s*(\S+)/.exec(line)?.[1]);
    return {
      synchronised: isSynchronised(demand(leap, 'the leap status')),
      offset: number(offset, 'the offset'),
      source: selected.find((one) => one !== undefined),
    };
  }
  const peers = of('peer');
  if (peers.length > 0) {
    const selected = peers
      .find((line) => line.startsWith('*'))
      ?.slice(1)
      .trim()
      .split(/\s+/);
    // Offset is the last column but one, in ms (ntpq(8)).
    return {
      synchronised: selected !== undefined,
      offset: selected === undefined ? undefined : Math.abs(number(selected.at(-2), 'the offset')) / 1000,
      source: selected?.[0],
    };
  }
  const timedate = of('timedate');
  const synchronised = timedate.find((line) => line.startsWith('NTPSynchronized='));
  const server = of('timesync').map((line) => /^ServerAddress=(\S+)/.exec(line)?.[1]);
  return {
    synchronised: demand(synchronised, 'NTPSynchronized') === 'NTPSynchronized=yes',
    offset: offsetOf(of('offset')[0]),
    source: server.find((one) => one !== undefined),
  };
}

/** chrony's word for it (chronyc(1)); a leap second to come is no trouble. */
function isSynchronised(leap: string): boolean {
  const known = ['Normal', 'Insert second', 'Delete second', 'Not synchronised'];
  if (!known.includes(leap)) throw new SyntaxError(`the leap status is "${leap}"`);
  return leap !== 'Not synchronised';
}

/** `+1.234ms`, as systemd writes spans of time. */
function offsetOf(text: string | undefined): number | undefined {
  const [, amount, unit = ''] = /^[-+]?(\d+(?:\.\d+)?)(us|ms|s)$/.exec(text ?? '') ?? [];
  return amount === undefined ? undefined : Number(amount) * ({ us: 1e-6, ms: 1e-3 }[unit] ?? 1);
}

export function sshd(lines: Lines): ValueOf<'sshd'> {
  const all = Object.fromEntries(words(lines).map(([key, value]) => [key.toLowerCase(), value]));
  for (const key of [
    'permitrootlogin',
    'passwordauthentication',
    'kbdinteractiveauthentication',
    'permitemptypasswords',
  ])
    demand(all[key], key);
  return all;
}

/** apt's simulation names where each package would come from: `Inst a [1] (2 Debian-Security:12/stable-security [amd64])`. */
export function updates(lines: Lines, now: number | undefined): PendingUpdates {
  const all = wordsOf(lines, ['manager', 'apt', 'dnf', 'lists']);
  const [, manager] = demand(
    all.find(([word]) => word === 'manager'),
    'who manages the packages',
  );
  const apt = all
    .filter(([word]) => word === 'apt')
    .map(([, rest]) => /^(\S+) (?:\[[^\]]*\] )?\((.*)\)/.exec(rest) ?? [undefined, undefined, undefined])
    .map(([, name, where]) => [demand(name, 'a package'), demand(where, 'where it comes from')] as const)
    .filter(([, where]) => /security/i.test(where))
    .map(([name]) => name);
  const dnf = all.filter(([word]) => word === 'dnf').map(([, rest]) => rest.trim().split(/\s+/).at(-1) ?? '');
  const asked = all
    .filter(([word]) => word === 'lists')
    .map(([, rest]) => number(rest, 'the age of the package lists'));
  // apt simulates from its lists alone; with none of them nothing would ever be pending.
  if (manager === 'apt') demand(asked[0], 'the age of the package lists');
  return {
    security: [...apt, ...dnf].filter((name) => name !== ''),
    listsAge: asked.length === 0 ? undefined : Math.max(0, demand(now, "the host's clock") - Math.max(...asked)),
  };
}

export function automaticUpdates(lines: Lines): boolean {
  const says = (pattern: RegExp): boolean => lines.some((line) => pattern.test(line));
  const apt = says(/^APT::Periodic::Unattended-Upgrade "[1-9]/) && says(/^APT::Periodic::Update-Package-Lists "[1-9]/);
  const dnf = says(/^ *apply_updates *= *(yes|true|1)/);
  if (!says(/^package /)) throw new SyntaxError('it does not say which package is there');
  return (apt && says(/^package unattended-upgrades \S/)) || (dnf && says(/^package dnf-automatic \S/));
}

export function packages(lines: Lines): ValueOf<'packages'> {
  const all = lines.map((line) => {
    const [, name, version] = /^package (\S+) ?(.*)$/.exec(line) ?? [];
    return [demand(name, 'a package'), version === undefined || version === '' ? null : version] as const;
  });
  if (all.length === 0) throw new SyntaxError('it names no package');
  return Object.fromEntries(all);
}

export function reboot(lines: Lines): readonly string[] {
  const of = (word: string): readonly string[] =>
    wordsOf(lines, ['required', 'image', 'running'])
      .filter(([first]) => first === word)
      .map(([, rest]) => rest);
  const running = demand(of('running')[0], 'the running kernel');
  const order = new Intl.Collator('en', { numeric: true });
  const newest = of('image').toSorted(order.compare).at(-1);
  const kernel = newest === undefined || newest === running ? [] : [`kernel ${newest} is installed, ${running} runs`];
  return [...of('required'), ...kernel];
}

export function disk(lines: Lines): ValueOf<'disk'> {
  const all = words(lines).map(([folder, used]) => [folder, number(used, `the use of ${folder}`)] as const);
  const found = Object.fromEntries(all);
  for (const folder of ['/', '/var/log']) demand(found[folder], `the use of ${folder}`);
  if (all.some(([, used]) => used < 0 || used > 100))
    throw new SyntaxError('a part of a disk is not between 0 and 100 %');
  return found;
}

export function shipped(lines: Lines): readonly ShippedFile[] {
  const found: ShippedFile[] = [];
  for (const [word, rest] of wordsOf(lines, ['file_path', 'log_group_name', 'log_stream_name'])) {
    const last = found.at(-1);
    if (word === 'file_path') found.push({ path: rest, group: '', stream: '' });
    else if (last !== undefined && word === 'log_group_name') found[found.length - 1] = { ...last, group: rest };
    else if (last !== undefined && word === 'log_stream_name') found[found.length - 1] = { ...last, stream: rest };
  }
  return found;
}

export function logs(lines: Lines, now: number | undefined): readonly LogFile[] {
  const clockNow = demand(now, "the host's clock");
  return lines.flatMap((line) => {
    if (line.startsWith('line ')) return [];
    const [, path, size, changed] = /^log (\S+) (\d+) (\d+)$/.exec(line) ?? [];
    if (path === undefined) throw new SyntaxError(`"${line}" tells of no log`);
    const written = lines.filter((each) => each.startsWith(`line ${path} `)).map((each) => each.slice(path.length + 6));
    return [
      {
        path,
        size: Number(size),
        age: Math.max(0, clockNow - Number(changed)),
        lineAges: written.map((stamp) => clockNow - secondsOf(stamp, clockNow)).filter((age) => Number.isFinite(age)),
      },
    ];
  });
}

/** `2026-11-25T11:06+00:00`, seconds since the epoch, or `Nov 25 11:06`, which says no year and means the last one that fits. */
function secondsOf(stamp: string, now: number): number {
  if (/^\d+$/.test(stamp)) return Number(stamp);
  if (/^\d{4}-/.test(stamp))
    return Date.parse(/(Z|[-+]\d\d:?\d\d)$/.test(stamp.slice(10)) ? stamp : `${stamp}Z`) / 1000;
  const year = new Date(now * 1000).getUTCFullYear();
  const found = Date.parse(`${stamp} ${year} UTC`) / 1000;
  return found > now + 86_400 ? Date.parse(`${stamp} ${year - 1} UTC`) / 1000 : found;
}
