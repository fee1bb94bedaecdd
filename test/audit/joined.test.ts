/** What joins a failure that is known, or waived, is not hidden by it. */
import { describe, expect, it } from 'vitest';
import { newOnly, quietLines } from '#audit/changes.ts';
import type { Severity } from '#audit/check.ts';
import { type Comparison, compareRuns, type EarlierRun } from '#audit/compare.ts';
import { entriesOf } from '#audit/entries.ts';
import { auditOutcome } from '#audit/outcome.ts';
import { reportJson, reportSchema } from '#audit/report.ts';
import type { AuditResult, Result } from '#audit/result.ts';
import { textReport } from '#audit/text.ts';
import { vagueWords, type Waiver } from '#audit/waivers.ts';
import { type Ill, ill, judged, read } from '../checks/healthy.ts';

const plain = (text: string): string => text;
const style = { bad: plain, warn: plain, good: plain, quiet: plain, strong: plain };
const head = {
  version: '0.1.0',
  mesh: 'demo',
  account: null,
  startedAt: '2026-11-25T11:00:00.000Z',
  finishedAt: '2026-11-25T11:00:02.000Z',
};

/** SSH let in for these by the group of us-east-1. */
const open =
  (...sources: readonly string[]) =>
  ({ region, east }: Ill): void => {
    const groupId = read(east.standing).groups[0]?.id ?? '';
    for (const source of sources)
      read(region.exposed).push({ groupId, protocol: 'tcp', from: 22, to: 22, source, description: '' });
  };
const group = ((): string => {
  let id = '';
  ill(({ east }) => {
    id = read(east.standing).groups[0]?.id ?? '';
  });
  return id;
})();
const entry = (source: string): string => `TCP 22 from ${source} (${group})`;
const [office, world] = ['198.18.0.0/15', '0.0.0.0/0'];

/** The check that speaks of it, and the one that says SSH is open at all. */
const both = ['aws.ssh-open-world', 'aws.ssh-closed', 'aws.unexpected-ingress'];
const waivers = (more: Partial<Waiver> = {}): readonly Waiver[] =>
  both.map((check) => ({
    ...{ check, resource: 'us-east-1', reason: 'the old office', owner: 'ana', expires: '2999-01-01' },
    ...more,
  }));
const result = (audit: AuditResult): Result => {
  const found = audit.results.find(({ check }) => check === 'aws.ssh-open-world');
  if (found === undefined) throw new Error('aws.ssh-open-world said nothing of itself');
  return found;
};
const audit = (sources: readonly string[], given: readonly Waiver[] = []): AuditResult =>
  judged(ill(open(...sources)), undefined, given);
const kept = (before: AuditResult): EarlierRun =>
  reportSchema.parse(JSON.parse(JSON.stringify(reportJson(head, before)))) as EarlierRun;
const since = (before: AuditResult, now: AuditResult): Comparison => compareRuns(kept(before), now);
const mail = (before: AuditResult, now: AuditResult): string =>
  quietLines(head, now, since(before, now), now.unusedWaivers, style).join('\n');

describe('what joins a failure that was saved', () => {
  const before = audit([office]);
  const now = audit([office, world]);

  it('is new, and told first', () => {
    const change = since(before, now).changes.find(({ check }) => check === 'aws.ssh-open-world');
    expect(change).toMatchObject({ change: 'new', added: [entry(world)] });
    expect(change?.message).toMatch(/^added since then: TCP 22 from 0\.0\.0\.0\/0 /);
    expect(mail(before, now)).toContain(`new           critical aws.ssh-open-world us-east-1: added since then`);
    const shown = newOnly(now, since(before, now));
    expect(auditOutcome(shown.results, 'low').failing).toBe(true);
    expect(result(shown).message).toMatch(/^added since then/);
  });

  it('is old the next time, and so is what left', () => {
    expect(mail(now, now)).toBe('');
    expect(newOnly(now, since(now, now)).results).toEqual([]);
    expect(mail(now, before)).toBe('');
  });

  it('is also a severity that has become worse', () => {
    const milder = kept(before).results.map((one) => ({ ...one, severity: 'low' as Severity }));
    const { changes } = compareRuns({ ...kept(before), results: milder }, before);
    expect(changes.find(({ check }) => check === 'aws.ssh-open-world')).toMatchObject({
      change: 'new',
      added: ['now critical, was low'],
    });
  });
});

describe('a waiver that says what it was given for', () => {
  const given = waivers({ severity: 'critical', covers: [entry(office)] });

  it('covers that', () => {
    expect(result(audit([office], given)).status).toBe('waived');
    expect(auditOutcome(audit([office], given).results, 'low').failing).toBe(false);
    expect(vagueWords(audit([office], given))).toEqual([]);
  });

  it('does not cover what joins it, which is said first', () => {
    const now = audit([office, world], given);
    expect(result(now)).toMatchObject({ status: 'fail', waiver: { beyond: [entry(world)], expired: false } });
    expect(result(now).message).toMatch(/^not covered by its waiver: TCP 22 from 0\.0\.0\.0\/0 /);
    expect(auditOutcome(now.results, 'low').failing).toBe(true);
    expect(textReport(head, now, style, false).join('\n')).toContain('the rest is waived until 2999-01-01 by ana');
    expect(mail(audit([office], given), now)).toContain(
      'new           critical aws.ssh-open-world us-east-1: not covered',
    );
  });

  it('does not cover what is worse', () => {
    const mild = waivers({ severity: 'medium', covers: [entry(office)] });
    expect(result(audit([office], mild))).toMatchObject({
      status: 'fail',
      waiver: { beyond: ['now critical, waived as medium'] },
    });
  });

  it('covers with another one what neither covers alone', () => {
    const two = [
      ...waivers({ covers: [entry(office)] }),
      ...waivers({ covers: [entry(world)], expires: '2998-01-01' }),
    ];
    expect(result(audit([office, world], two))).toMatchObject({ status: 'waived', waiver: { expires: '2998-01-01' } });
    expect(result(audit([office, world, '198.50.0.0/15'], two))).toMatchObject({
      status: 'fail',
      waiver: { beyond: [entry('198.50.0.0/15')] },
    });
  });

  it('may stand beside another one that covers the rest', () => {
    const two = [...given, ...waivers({ resource: 'us-east-1', covers: [entry(office), entry(world)] })];
    expect(result(audit([office, world], two)).status).toBe('waived');
  });
});

describe('a waiver that does not say what it was given for', () => {
  it('covers the resource, and is told with what to add', () => {
    const now = audit([office], waivers());
    expect(result(now)).toMatchObject({ status: 'waived', waiver: { covers: null } });
    expect(result(now).message).toContain('its waiver has no covers');
    expect(vagueWords(now)).toContain(
      `the waiver of aws.ssh-open-world for us-east-1 has no \`covers\`, so it hides later entries; add: severity: critical, covers: ["${entry(office)}"]`,
    );
  });

  it('hides from no mail what joins it', () => {
    const [before, now] = [audit([office], waivers()), audit([office, world], waivers())];
    expect(mail(before, now)).toContain(
      'new           critical aws.ssh-open-world us-east-1: added since then: TCP 22 from',
    );
    expect(mail(now, now)).toBe('');
  });
});

describe('the entries of a result', () => {
  it.each<readonly [unknown, readonly string[]]>([
    [
      ['b', 'a', 'b'],
      ['a', 'b'],
    ],
    ['yes', ['yes']],
    [true, []],
    [91, []],
    [null, []],
    [{ disk: 91, since: '2026-11-25T11:00:00.000Z' }, []],
    [{ files: { a: 1 }, differences: ['x'] }, ['differences: x']],
    [{ a: 'CONNECTING' }, ['a: CONNECTING']],
    [{ 'a-b': { ike: 'down' } }, ['a-b: ike: down']],
    [{ b: 'x', a: null }, ['a: none', 'b: x']],
    [{ 'us-east-2': 0, 'us-west-2': 0 }, ['us-east-2: 0', 'us-west-2: 0']],
    [{ '/var/log': 97 }, ['/var/log']],
    [{ chains: { forward: ['a rule'] } }, []],
    [[{ from: 22, to: 22, cidr: 'x' }], ['from 22, to 22, cidr x']],
    [[{ key: 'net.ipv4.ip_forward', found: '0', age: 17 }], ['key net.ipv4.ip_forward, found 0']],
    [[{ rtt: 1.5 }, 3, ''], []],
  ])('of %j are %j', (actual, entries) => {
    expect(entriesOf(actual)).toEqual(entries);
  });
});
