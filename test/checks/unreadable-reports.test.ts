/** Each part of a host's report spoilt in every way: exactly the checks that need it are unknown, for the right reason. */
import { describe, expect, it } from 'vitest';
import type { Result } from '#audit/result.ts';
import { parseFacts } from '#linux/facts.ts';
import type { HostFacts } from '#linux/host-facts.ts';
import type { ReasonKind } from '#mesh/fact.ts';
import { reportOf, reports, sectionsOf, withSection } from '../support/host-report.ts';
import { healthy, judged } from './healthy.ts';

const name = 'us-east-1';
const report = reports[name] ?? '';

/** Sections whose fact has another name, and what else hangs on them. */
const others: Readonly<Record<string, readonly (keyof HostFacts)[]>> = {
  // The host's clock, by which ages are told, is in it.
  system: ['system', 'updates', 'logs'],
  automatic: ['automaticUpdates'],
  agent: ['shipped'],
  pubkeys: ['publicKeys'],
  settings: ['written'],
  sas_after: ['sasAfter'],
};
const factsOf = (section: string): readonly (keyof HostFacts)[] => others[section] ?? [section as keyof HostFacts];

const fingerprint = ({ check, resource: { type, id, region } }: Result): string => `${check} ${type} ${id} ${region}`;
const before = new Map(judged(healthy()).results.map((one) => [fingerprint(one), one.status]));

/** Results that are not as with healthy facts, when this host says this. */
function changed(text: string): readonly Result[] {
  const facts = healthy();
  const concentrators = facts.concentrators.map((one) =>
    one.name === name ? { ...one, host: parseFacts(name, text, facts.finishedAt) } : one,
  );
  const { results } = judged({ ...facts, concentrators } as ReturnType<typeof healthy>);
  return results.filter((one) => one.status !== before.get(fingerprint(one)));
}

/** What needs any of these facts. */
function needing(keys: readonly (keyof HostFacts)[]): readonly string[] {
  const facts = healthy();
  const reason = { kind: 'stale', detail: 'none' } as const;
  const concentrators = facts.concentrators.map((one) => ({
    ...one,
    host:
      one.name === name
        ? { ...one.host, ...Object.fromEntries(keys.map((key) => [key, { ok: false, reason }])) }
        : one.host,
  }));
  const { results } = judged({ ...facts, concentrators } as ReturnType<typeof healthy>);
  return results.filter(({ status }) => status === 'unknown').map(fingerprint);
}

const spoilt: readonly (readonly [how: string, kind: ReasonKind, spoil: (section: string) => string])[] = [
  ['took too long', 'timeout', (section) => withSection(report, section, { code: 124, words: '', lines: [] })],
  ['is not there', 'absent', (section) => withSection(report, section, { code: 3, words: 'no such thing', lines: [] })],
  [
    'is not permitted',
    'denied',
    (section) => withSection(report, section, { code: 1, words: 'cat: x: Permission denied', lines: [] }),
  ],
  ['failed', 'parse', (section) => withSection(report, section, { code: 2, words: 'Segmentation fault', lines: [] })],
  [
    'lost a line on its way',
    'parse',
    (section) => {
      const at = report.indexOf(`\nfact ${section} `);
      const from = report.lastIndexOf('\n', at - 1);
      return at === -1 || report.slice(from + 1, from + 3) !== '| '
        ? withSection(report, section, { code: 9 })
        : report.slice(0, from) + report.slice(at);
    },
  ],
  [
    'is garbage',
    'parse',
    (section) => report.replace(new RegExp(`^fact ${section} 0 .*$`, 'm'), '\u0000\ufffd| \u0007%s%n'),
  ],
];

describe('the recorded reports', () => {
  it('are what the kept facts were read from', () => {
    for (const one of healthy().concentrators)
      expect(parseFacts(one.name, reports[one.name] ?? '', healthy().finishedAt)).toEqual(one.host);
  });

  it('put together again are the same', () => {
    for (const text of Object.values(reports)) expect(reportOf(sectionsOf(text))).toBe(text);
  });
});

describe.each(sectionsOf(report).map((section) => section.name))('a report whose %s', (section) => {
  it.each(spoilt)('%s makes what needs it unknown (%s)', (how, kind, spoil) => {
    const results = changed(spoil(section));
    const lost = how === 'is garbage' ? neighbours(section) : [section];
    expect(results.map(fingerprint)).toEqual(needing(lost.flatMap(factsOf)));
    for (const one of results) {
      expect(one.status).toBe('unknown');
      // A section without the host's clock is read and makes no sense.
      expect([kind, 'parse']).toContain(one.reason?.kind);
      if (section !== 'system' && how !== 'is garbage') expect(one.reason?.kind).toBe(kind);
    }
  });

  it('is where it was cut makes all that was to come unknown', () => {
    const all = sectionsOf(report).map((one) => one.name);
    const text = report.slice(0, report.indexOf(`\nfact ${section} `) - 3);
    const results = changed(text);
    const lost = all.slice(all.indexOf(section));
    expect(results.map(fingerprint)).toEqual(needing(lost.flatMap(factsOf)));
    for (const one of results) expect([one.status, one.reason?.kind]).toEqual(['unknown', 'parse']);
  });
});

/** Without its last line a section runs into the next one, and both are lost. */
function neighbours(section: string): readonly string[] {
  const all = sectionsOf(report).map((one) => one.name);
  return all.slice(all.indexOf(section), all.indexOf(section) + 2);
}
