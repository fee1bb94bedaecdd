/** Reports of hosts, spoilt in every way: nobody falls over them, and nothing is read out of them that was not said. */
import { expect, it } from 'vitest';
import type { Result } from '#audit/result.ts';
import { parseFacts } from '#linux/facts.ts';
import type { HostFacts } from '#linux/host-facts.ts';
import { healthy, judged } from '../checks/healthy.ts';
import { reportOf, reports, sectionsOf, withSection } from '../support/host-report.ts';
import { fuzzing, randomFrom } from './random.ts';
import { nonsense, spoilt } from './spoil.ts';

const name = 'us-east-1';
const report = reports[name] ?? '';
const at = healthy().finishedAt;
const sections = sectionsOf(report);
const whole = texts(parseFacts(name, report, at));
const minutes = 60_000;
const seeds = fuzzing();

function texts(facts: HostFacts): ReadonlyMap<string, string> {
  const all = new Map(Object.entries(facts).map(([key, fact]) => [key, fact.ok ? JSON.stringify(fact.value) : '']));
  // Without the host's clock it is not told how long a unit is active; who wants that wants the logs too, which are not read.
  if (!facts.system.ok) all.set('units', '');
  return all;
}

const fingerprint = ({ check, resource: { type, id, region } }: Result): string => `${check} ${type} ${id} ${region}`;
function passing(host: HostFacts, from = healthy()): ReadonlySet<string> {
  const concentrators = from.concentrators.map((one) => (one.name === name ? { ...one, host } : one));
  const { results } = judged({ ...from, concentrators } as ReturnType<typeof healthy>);
  return new Set(results.filter(({ status }) => status === 'pass').map(fingerprint));
}
const wellBefore = passing(parseFacts(name, report, at));

it('a report that was spoilt on its way gives each fact as it was said, or none', { timeout: 120 * minutes }, () => {
  for (const seed of seeds(0.6)) {
    const text = spoilt(report, randomFrom(seed));
    const facts = parseFacts(name, text, at);
    for (const [key, said] of texts(facts))
      if (said !== '' && said !== whole.get(key)) expect.fail(`seed ${seed}: ${key} became ${said}`);
    // Judging takes ten times as long as reading: some of them do.
    if (seed % 40 !== 0) continue;
    for (const one of passing(facts)) if (!wellBefore.has(one)) expect.fail(`seed ${seed}: ${one} passes now`);
  }
});

it('a report of an ill host never passes what failed, however it is spoilt', { timeout: 120 * minutes }, () => {
  const ill = withSection(
    withSection(report, 'sshd', { lines: illLines('sshd', /^permitrootlogin no$/, 'permitrootlogin yes') }),
    'updates',
    {
      lines: ['apt openssl [1] (2 Debian-Security:12/stable-security [amd64])', ...linesOf('updates')],
    },
  );
  const well = passing(parseFacts(name, ill, at));
  for (const seed of seeds(0.01)) {
    const random = randomFrom(-1 - seed);
    for (const one of passing(parseFacts(name, spoilt(ill, random), at)))
      if (!well.has(one)) expect.fail(`seed ${seed}: ${one} passes now`);
  }
});

/** Facts that have another name than their section. */
const factOf: Readonly<Record<string, keyof HostFacts>> = {
  automatic: 'automaticUpdates',
  agent: 'shipped',
  pubkeys: 'publicKeys',
  settings: 'written',
  sas_after: 'sasAfter',
};
const needing = new Map(
  sections.map(({ name: section }) => {
    const facts = parseFacts(name, report, at);
    const key = factOf[section] ?? (section as keyof HostFacts);
    const without = passing({ ...facts, [key]: { ok: false, reason: { kind: 'parse', detail: '' } } });
    return [section, [...wellBefore].filter((one) => !without.has(one))] as const;
  }),
);

it('a part in which every line is nonsense lets nothing pass that needs it', { timeout: 120 * minutes }, () => {
  for (const seed of seeds(0.02)) {
    const random = randomFrom(seed);
    const { name: section, lines } = random.any(sections) ?? { name: '', lines: [] };
    const text = withSection(report, section, { lines: [...lines, ''].map(() => nonsense(random)) });
    const now = passing(parseFacts(name, text, at));
    for (const one of needing.get(section) ?? [])
      if (now.has(one)) expect.fail(`seed ${seed}: ${section}: ${one} passes`);
  }
});

it('a part that says something else, signed as if the host had said so, is read or is not', {
  timeout: 120 * minutes,
}, () => {
  for (const seed of seeds(0.25)) {
    const random = randomFrom(seed);
    const changed = random.int(sections.length);
    const text = reportOf(
      sections.map((one, index) =>
        index === changed ? { ...one, lines: spoilt(one.lines.join('\n'), random).split('\n') } : one,
      ),
    );
    const facts = parseFacts(name, text, at);
    if (seed % 20 === 0) passing(facts);
  }
});

function linesOf(section: string): readonly string[] {
  return sections.find((one) => one.name === section)?.lines ?? [];
}

function illLines(section: string, from: RegExp, to: string): readonly string[] {
  return linesOf(section).map((line) => line.replace(from, to));
}
