import { describe, expect, it } from 'vitest';
import { type Check, fail, judgement, pass } from '#audit/check.ts';
import { runChecks } from '#audit/engine.ts';
import { auditOutcome } from '#audit/outcome.ts';
import type { Waiver } from '#audit/waivers.ts';
import { type Fact, known, regionTopic, unknown } from '#mesh/fact.ts';

interface Facts {
  readonly colour: Fact<string>;
}

const resource = { type: 'thing', id: 'thing-1', concentrator: 'east' };
const isRed: Check<Facts> = {
  id: 'thing.red',
  title: 'The thing is red',
  severity: 'medium',
  why: 'It has to be.',
  remedy: { risk: 'guidance', summary: 'Paint it.' },
  run: ({ colour }) => [
    judgement(
      resource,
      { colour },
      ({ colour: found }) =>
        found === 'red' ? pass('red') : fail(found, { expected: 'red', actual: found, explains: ['thing'] }),
      { topics: ['room'] },
    ),
  ],
};
const with_ = (id: string, change: Partial<Check<Facts>>): Check<Facts> => ({ ...isRed, id, ...change });
const now = new Date('2026-11-25T12:00:00Z');
const audit = (checks: readonly Check<Facts>[], colour: Fact<string>, waivers: readonly Waiver[] = []) =>
  runChecks(checks, { colour }, { mesh: 'corp', now, waivers });
const blue = known('blue', now.toISOString());

describe('a fact that could not be read', () => {
  it('makes the result unknown, with its reason, and never reaches the check', () => {
    const { results, summary } = audit([isRed], unknown('denied', 'ec2:DescribeThings is denied'));
    expect(results).toMatchObject([
      { status: 'unknown', message: 'ec2:DescribeThings is denied', reason: { kind: 'denied' } },
    ]);
    expect(summary).toMatchObject({ unknown: 1, pass: 0, total: 1, worst: null });
    expect(auditOutcome(results, 'low')).toEqual({ failing: false, unknown: true });
  });

  it('counts as unknown too when it was read and makes no sense', () => {
    const broken = with_('thing.broken', {
      run: ({ colour }) => [
        judgement(resource, { colour }, ({ colour: found }) => pass((found as unknown as string[]).join(''))),
      ],
    });
    const worse = with_('thing.worse', {
      run: () => {
        throw new TypeError('no facts of that kind');
      },
    });
    expect(audit([broken, worse], blue).results).toMatchObject([
      { check: 'thing.broken', status: 'unknown', reason: { kind: 'parse' } },
      { check: 'thing.worse', status: 'unknown', reason: { kind: 'parse' }, resource: { id: 'corp' } },
    ]);
  });

  it('is no pass when a check has nothing to judge', () => {
    const nothing = with_('thing.nothing', { run: () => [] });
    expect(audit([nothing], blue).results).toMatchObject([{ status: 'not-applicable' }]);
  });
});

describe('what follows from a failure', () => {
  const consequence = with_('thing.in-room', {
    run: () => [judgement(resource, {}, () => fail('dark', { expected: 1, actual: 0 }), { topics: ['thing'] })],
  });
  const unseen = with_('thing.unseen', {
    run: () => [judgement(resource, { it: unknown('unreachable', 'nobody home', 'thing') }, () => pass(''))],
  });

  it('is told under it', () => {
    const { results, summary } = audit([consequence, isRed, unseen], blue);
    expect(results).toMatchObject([
      {
        check: 'thing.red',
        status: 'fail',
        consequences: [
          { check: 'thing.in-room', status: 'fail' },
          { check: 'thing.unseen', status: 'unknown' },
        ],
      },
    ]);
    expect(summary).toMatchObject({ fail: 1, unknown: 0, total: 1, consequences: 2 });
  });

  it('counts with its own severity, whatever that of its cause', () => {
    const { results, summary } = audit(
      [with_('thing.in-room', { run: consequence.run, severity: 'critical' }), isRed],
      blue,
    );
    expect(results).toMatchObject([
      { check: 'thing.red', severity: 'medium', consequences: [{ severity: 'critical' }] },
    ]);
    expect(summary.worst).toBe('critical');
    expect(auditOutcome(results, 'critical').failing).toBe(true);
  });

  it('stands for itself when nothing explains it', () => {
    expect(audit([consequence, isRed], known('red', '')).results).toMatchObject([
      { check: 'thing.in-room', status: 'fail' },
      { check: 'thing.red', status: 'pass' },
    ]);
  });

  it('ends at the first of two that explain each other', () => {
    const other = with_('thing.other', {
      run: () => [
        judgement(resource, {}, () => fail('dark', { expected: 1, actual: 0, explains: ['room'] }), {
          topics: ['thing'],
        }),
      ],
    });
    expect(audit([isRed, other], blue).results).toMatchObject([
      { check: 'thing.red', consequences: [{ check: 'thing.other' }] },
    ]);
  });

  it('of a region that cannot be read, the first result stands for all that is unknown for it', () => {
    const dark = unknown('unreachable', 'eu-west-1 is not enabled', regionTopic('eu-west-1'));
    const other = unknown('unreachable', 'eu-west-2 is not enabled', regionTopic('eu-west-2'));
    const unread = (id: string, fact: Fact<string>): Check<Facts> =>
      with_(id, { run: () => [judgement({ ...resource, id }, { fact }, () => pass(''))] });
    const checks = [
      unread('thing.a', dark),
      unread('thing.b', dark),
      consequence,
      unread('thing.c', dark),
      unread('thing.d', other),
      unread('thing.e', unknown('denied', 'ec2:DescribeThings is denied')),
    ];
    expect(audit(checks, blue).results).toMatchObject([
      {
        check: 'thing.a',
        message: 'eu-west-1 is not enabled',
        consequences: [{ check: 'thing.b' }, { check: 'thing.c' }],
      },
      { check: 'thing.in-room', status: 'fail' },
      { check: 'thing.d', status: 'unknown' },
      { check: 'thing.e', status: 'unknown' },
    ]);
    expect(audit(checks, blue).results.map(({ consequences = [] }) => consequences.length)).toEqual([2, 0, 0, 0]);
  });

  it('is never a failure that hides behind something unknown', () => {
    const speaker = with_('thing.speaker', {
      run: () => [
        judgement(resource, { it: unknown('unreachable', 'nobody home') }, () => pass(''), { speaksFor: ['thing'] }),
      ],
    });
    expect(audit([speaker, consequence, unseen], blue).results).toMatchObject([
      { check: 'thing.speaker', status: 'unknown', consequences: [{ check: 'thing.unseen' }] },
      { check: 'thing.in-room', status: 'fail' },
    ]);
  });
});

describe('a waiver', () => {
  const waiver = { check: 'thing.red', resource: 'thing-1', reason: 'sold', owner: 'ana', expires: '2026-11-25' };

  it('makes a failure waived up to its last day, and names who answers for it', () => {
    const { results, summary, unusedWaivers } = audit([isRed], blue, [waiver]);
    expect(results).toMatchObject([{ status: 'waived', waiver: { owner: 'ana', expired: false } }]);
    expect(summary).toMatchObject({ fail: 0, waived: 1, worst: null });
    expect(unusedWaivers).toEqual([]);
    expect(auditOutcome(results, 'low')).toEqual({ failing: false, unknown: false });
  });

  it('that has run out leaves it failing, and says so', () => {
    const { results } = audit([isRed], blue, [{ ...waiver, expires: '2026-11-24' }]);
    expect(results).toMatchObject([{ status: 'fail', waiver: { expired: true } }]);
  });

  it('may name the concentrator', () => {
    expect(audit([isRed], blue, [{ ...waiver, resource: 'east' }]).results).toMatchObject([{ status: 'waived' }]);
  });

  it('that nothing wants is reported, unless its check was not run', () => {
    const red = known('red', '');
    expect(audit([isRed], red, [waiver]).unusedWaivers).toMatchObject([{ check: 'thing.red', owner: 'ana' }]);
    expect(audit([], red, [waiver]).unusedWaivers).toEqual([]);
  });

  it('is not called unused while nobody can tell, and says why where it is', () => {
    const red = known('red', '');
    const why = (facts: Fact<string>, change: object) =>
      audit([isRed], facts, [{ ...waiver, ...change }]).unusedWaivers.map((one) => one.why);
    expect(why(unknown('timeout', 'slow'), {})).toEqual([]);
    expect(why(unknown('timeout', 'slow'), { resource: 'thing-2' })).toEqual([]);
    expect(why(red, { expires: '2026-11-24' })).toEqual(['nothing fails there, and it has expired']);
    expect(why(blue, { resource: 'thing-2' })).toEqual(['thing.red has no resource thing-2']);
    expect(why(blue, { check: 'own.thing' })).toEqual([]);
    const all = { mesh: 'corp', now, waivers: [{ ...waiver, check: 'own.thing' }], known: new Set(['thing.red']) };
    expect(runChecks([isRed], { colour: red }, all).unusedWaivers).toMatchObject([{ why: 'no such check' }]);
  });

  it('answers for one failure, and not for what follows from it', () => {
    const follows = with_('thing.in-room', {
      run: () => [judgement(resource, {}, () => fail('dark', { expected: 1, actual: 0 }), { topics: ['thing'] })],
    });
    expect(audit([isRed, follows], blue, [waiver]).results).toMatchObject([
      { check: 'thing.red', status: 'waived' },
      { check: 'thing.in-room', status: 'fail' },
    ]);
    // And the other way round: what follows is waived by itself, and stays in sight.
    expect(audit([isRed, follows], blue, [{ ...waiver, check: 'thing.in-room' }]).results).toMatchObject([
      { check: 'thing.red', status: 'fail' },
      { check: 'thing.in-room', status: 'waived' },
    ]);
  });

  it('does not make what is unknown known', () => {
    expect(audit([isRed], unknown('timeout', 'slow'), [waiver]).results).toMatchObject([{ status: 'unknown' }]);
  });
});

describe('the threshold', () => {
  it('lets failures below it pass', () => {
    const { results } = audit([isRed], blue);
    expect(auditOutcome(results, 'medium').failing).toBe(true);
    expect(auditOutcome(results, 'high').failing).toBe(false);
  });
});

describe('fingerprints', () => {
  it('stay the same whatever was found, and differ between checks and resources', () => {
    const [a] = audit([isRed], blue).results;
    const [b] = audit([isRed], unknown('denied', '')).results;
    const [c] = audit([with_('thing.other', {})], blue).results;
    expect(a?.fingerprint).toBe(b?.fingerprint);
    expect(a?.fingerprint).not.toBe(c?.fingerprint);
  });
});
