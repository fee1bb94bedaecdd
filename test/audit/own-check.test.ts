/** Checks that operators wrote: what is not as it should be is refused or unknown, and never passes. */
import { describe, expect, it } from 'vitest';
import { runChecks } from '#audit/engine.ts';
import { ownCheck, type toolbox } from '#audit/own-check.ts';
import type { Result } from '#audit/result.ts';

const resource = { type: 'thing', id: 'thing-1' };
const good = {
  id: 'acme.thing',
  title: 'The thing is there',
  severity: 'low',
  why: 'It must be.',
  remedy: { risk: 'guidance', summary: 'Fetch it.' },
  run: () => [],
};

function problems(change: object): readonly string[] {
  const read = ownCheck('thing.mjs', { ...good, ...change });
  return read.ok ? [] : read.problems;
}

function result(run: (facts: never, tools: typeof toolbox) => unknown, facts: object = {}): Result | undefined {
  const read = ownCheck<object>('thing.mjs', { ...good, run });
  if (!read.ok) throw new Error(read.problems.join());
  return runChecks([read.check], facts, { mesh: 'corp', now: new Date(), waivers: [] }).results[0];
}

describe('the face of a check', () => {
  it.each<readonly [string, object, string]>([
    ['no title', { title: undefined }, 'title must be a text'],
    ['an empty why', { why: ' ' }, 'why is empty'],
    ['an id without a family', { id: 'thing' }, 'id must look like acme.time-zone'],
    ['a severity that there is not', { severity: 'bad' }, 'severity must be one of critical, high, medium, low'],
    ['no remedy', { remedy: undefined }, 'remedy must be {risk, summary}'],
    ['a remedy of an unknown risk', { remedy: { risk: 'none', summary: 'x' } }, 'remedy.risk must be one of'],
    ['a run that is no function', { run: [] }, 'run must be a function'],
    ['a part that there is not', { sevrity: 'low' }, 'Unrecognized key: "sevrity"'],
  ])('with %s is refused, and says what to repair', (_, change, complaint) => {
    expect(problems(change)).toEqual([expect.stringContaining(complaint)]);
  });

  it('is complete with seven parts', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ references: [{ source: 'CIS', id: '1' }] })).toEqual([]);
  });
});

describe('a check that goes wrong is unknown', () => {
  const fact = { ok: true, value: 1, at: '' } as const;
  it.each<readonly [string, (facts: never, tools: typeof toolbox) => unknown, RegExp]>([
    ['because it throws', () => (undefined as unknown as string[]).map(String), /thing\.mjs: TypeError: /],
    ['because it answers a promise', async () => [], /thing\.mjs: run returned a promise/],
    ['because it answers a promise that fails', () => Promise.reject(new Error('late')), /run returned a promise/],
    ['because it answers a verdict', (_, { pass }) => pass('x'), /thing\.mjs: run must return judgements/],
    [
      'because it needs what is no fact',
      (_, { judgement, pass }) => [judgement(resource, { it: undefined as never }, () => pass(''))],
      /thing\.mjs: run must return judgements: 0\.needs\.it/,
    ],
    [
      'because it judges one resource twice',
      (_, { judgement, pass }) => [1, 2].map(() => judgement(resource, { fact }, () => pass(''))),
      /thing\.mjs: two judgements for resource/,
    ],
    [
      'because its verdict is none',
      (_, { judgement }) => [judgement(resource, { fact }, () => true as never)],
      /thing\.mjs: not a verdict/,
    ],
    [
      'because it says unknown by itself',
      (_, { judgement }) => [judgement(resource, { fact }, () => ({ status: 'unknown', message: '' }) as never)],
      /thing\.mjs: not a verdict/,
    ],
    [
      'because its judging throws',
      (_, { judgement, pass }) => [judgement(resource, { fact }, () => pass(null as never, null as never))],
      /thing\.mjs: /,
    ],
    [
      'because it changes the facts',
      (facts: { list: number[] }, { judgement, pass }) => [
        judgement(resource, { fact }, () => pass(String(facts.list.push(1)))),
      ],
      /thing\.mjs: TypeError: /,
    ],
  ])('%s', (_, run, why) => {
    const found = result(run, { list: [] });
    expect(found).toMatchObject({ check: 'acme.thing', status: 'unknown', reason: { kind: 'parse' } });
    expect(found?.message).toMatch(why);
  });

  it('while its fact could not be read, and is not asked', () => {
    const reason = { kind: 'denied', detail: 'not allowed' } as const;
    const found = result((_, { judgement, pass }) => [
      judgement(resource, { it: { ok: false, reason } }, () => pass('')),
    ]);
    expect(found).toMatchObject({ status: 'unknown', message: 'not allowed', reason: { kind: 'denied' } });
  });
});

it('a check that works passes and fails like any other', () => {
  const fact = { ok: true, value: 1, at: '' } as const;
  const passes = result((_, { judgement, pass }) => [judgement(resource, { fact }, ({ fact: n }) => pass(`${n}`))]);
  expect(passes).toMatchObject({ status: 'pass', message: '1' });
  const fails = result((_, { judgement, fail }) => [
    judgement(resource, { fact }, ({ fact: n }) => fail('two', { expected: 2, actual: n })),
  ]);
  expect(fails).toMatchObject({ status: 'fail', expected: 2, actual: 1 });
  expect(
    result((_, { judgement, notApplicable }) => [judgement(resource, {}, () => notApplicable('no'))]),
  ).toMatchObject({
    status: 'not-applicable',
  });
});
