/** From the lines of a host's report to facts about time, login, updates and logs. Each throws where the lines make no sense. */
import type { LogFile, PendingUpdates, ShippedFile, TimeState } from '#linux/host-facts.ts';
import { demand, type Lines, number, type ValueOf, words, wordsOf } from './lines.ts';

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
  if (!says(/^package /)) throw new SyntaxError('it does not say which package is installed');
  return (apt && says(/^package unattended-upgrades \S/)) || (dnf && says(/^package dnf-automatic \S/));
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
    if (path === undefined) throw new SyntaxError(`"${line}" does not describe a log`);
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
