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
  const all = lines.flatMap((line) => {
    const [, path, value] = /^([^:]+):(.*)$/.exec(line) ?? [];
    return path === undefined || value === undefined
      ? []
      : [[`net.ipv4.${path.replaceAll('/', '.')}`, value.trim()] as const];
  });
  if (!all.some(([key]) => key === 'net.ipv4.ip_forward')) throw new SyntaxError('it lacks net.ipv4.ip_forward');
  return Object.fromEntries(all);
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
  if (all.length === 0) throw new SyntaxError('systemctl tells of no unit');
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
      synchronised: demand(leap, 'the leap status') !== 'Not synchronised',
      offset: offset === undefined ? undefined : number(offset, 'the offset'),
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
    offset: undefined,
    source: server.find((one) => one !== undefined),
  };
}

export function sshd(lines: Lines): ValueOf<'sshd'> {
  const all = Object.fromEntries(words(lines).map(([key, value]) => [key.toLowerCase(), value]));
  demand(all.permitrootlogin, 'permitrootlogin');
  return all;
}

/** apt's simulation names where each package would come from: `Inst a [1] (2 Debian-Security:12/stable-security [amd64])`. */
export function updates(lines: Lines, now: number | undefined): PendingUpdates {
  const all = words(lines);
  const apt = all
    .filter(([word, rest]) => word === 'apt' && /security/i.test(rest))
    .map(([, rest]) => rest.split(' ')[0] ?? '');
  const dnf = all.filter(([word]) => word === 'dnf').map(([, rest]) => rest.trim().split(/\s+/).at(-1) ?? '');
  const asked = all
    .filter(([word]) => word === 'lists')
    .map(([, rest]) => number(rest, 'the age of the package lists'));
  return {
    security: [...apt, ...dnf].filter((name) => name !== ''),
    listsAge: asked.length === 0 || now === undefined ? undefined : Math.max(0, now - Math.max(...asked)),
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
  const all = lines.flatMap((line) => {
    const [, name, version] = /^package (\S+) ?(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, version === undefined || version === '' ? null : version] as const];
  });
  if (all.length === 0) throw new SyntaxError('it names no package');
  return Object.fromEntries(all);
}

export function reboot(lines: Lines): readonly string[] {
  const of = (word: string): readonly string[] =>
    words(lines)
      .filter(([first]) => first === word)
      .map(([, rest]) => rest);
  const [running] = of('running');
  const order = new Intl.Collator('en', { numeric: true });
  const newest = of('image').toSorted(order.compare).at(-1);
  const kernel =
    newest === undefined || newest === demand(running, 'the running kernel')
      ? []
      : [`kernel ${newest} is installed, ${running} runs`];
  return [...of('required'), ...kernel];
}

export function disk(lines: Lines): ValueOf<'disk'> {
  const all = words(lines).map(([folder, used]) => [folder, number(used, `the use of ${folder}`)] as const);
  if (all.length === 0) throw new SyntaxError('df names no file system');
  return Object.fromEntries(all);
}

export function shipped(lines: Lines): readonly ShippedFile[] {
  const found: ShippedFile[] = [];
  for (const [word, rest] of words(lines)) {
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
    const [, path, size, changed] = /^log (\S+) (\d+) (\d+)$/.exec(line) ?? [];
    if (path === undefined) return [];
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
