/** From the lines of a host's report to facts about its kernel, units, packages and disks. Each throws where the lines make no sense. */
import type { SysctlWriter, UnitState } from '#linux/host-facts.ts';
import { demand, type Lines, number, type ValueOf, words, wordsOf } from './lines.ts';

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
  if (all.length < number(asked, 'how many units were asked for')) throw new SyntaxError('systemctl omitted a unit');
  return Object.fromEntries(all);
}

/** `Wed 2026-11-25 10:38:04 UTC`, as systemd writes it. */
function secondsSince(text: string | undefined, now: number | undefined): number | undefined {
  const [, day, time] = /^\w+ (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/.exec(text ?? '') ?? [];
  if (day === undefined || now === undefined) return undefined;
  return Math.max(0, now - Date.parse(`${day}T${time}Z`) / 1000);
}

export function packages(lines: Lines): ValueOf<'packages'> {
  const all = lines.map((line) => {
    const [, name, version] = /^package (\S+) ?(.*)$/.exec(line) ?? [];
    return [demand(name, 'a package'), version === undefined || version === '' ? null : version] as const;
  });
  if (all.length === 0) throw new SyntaxError('it lists no package');
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
