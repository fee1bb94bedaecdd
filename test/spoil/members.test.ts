/**
 * AWS's answers with one member missing, or another value of its enumeration: nothing falls but in our own words, destroy
 * names all that is there, no check that fails in truth passes, and none passes on a value that says the contrary.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampling } from '../support/sample.ts';
import { without } from './answer.ts';
import type { Member } from './judge.ts';
import { modelsOf } from './model.ts';
import { spoiling, unexcused, valued } from './one-member.ts';
import { inPages } from './paging.ts';
import type { Spoiler } from './proxy.ts';
import { faults, type SpoiltMesh, startSpoiltMesh } from './spoilt-mesh.ts';
import { asItShouldBe, judgedBy } from './values.ts';

const sample = sampling({
  command: 'npm run test:spoil',
  what: 'spoilt members of answers',
  wish: process.env.VPNMESH_SPOIL,
});

let mesh: SpoiltMesh;
beforeAll(async () => {
  mesh = await startSpoiltMesh();
}, 150_000);
afterAll(() => mesh?.down());

it('there is something to spoil, and something that fails', () => {
  expect(mesh.members.length).toBeGreaterThan(200);
  expect(mesh.failing.size).toBeGreaterThanOrEqual(faults.length);
});

it('a judge that would miss nothing: an answer that hides a fault, or an instance, is found out', async () => {
  const check = { operation: 'ec2:DescribeNetworkInterfaces', path: 'networkInterfaceSet/item/sourceDestCheck' };
  expect(await mesh.complaints(valued(check, 'false'))).toEqual([
    expect.stringContaining('passes: aws.source-dest-check'),
  ]);
  const state = {
    operation: 'ec2:DescribeInstances',
    path: 'reservationSet/item/instancesSet/item/instanceState/name',
  };
  expect(await mesh.complaints(valued(state, 'terminated'))).toEqual([
    expect.stringMatching(/^destroy leaves: us-east-1\/terminate/),
  ]);
});

it('a member that is missing', { timeout: 20 * 60_000 }, async () => {
  const found: string[] = [];
  for (const member of sample.some(mesh.members, 25, ({ operation, path }) => `${operation} ${path}`)) {
    const { operation, path } = member;
    const said = await mesh.complaints(spoiling(member, (answer) => without(answer, path)));
    found.push(
      ...unexcused(said, asItShouldBe(operation, path)).map((what) => `without ${operation} ${path}: ${what}`),
    );
  }
  expect(found).toEqual([]);
});

const installed = modelsOf([]) !== undefined;

/** The other values of every enumeration; of long ones, which are names and no states, three. */
function otherValues(): readonly (Member & { readonly value: string })[] {
  const models = modelsOf([...new Set(mesh.members.map(({ operation }) => operation))]) ?? {};
  return mesh.members.flatMap((member) => {
    const all = models[member.operation]?.enums[member.path] ?? [];
    const some = all.length > 40 ? [all[0], all[all.length >> 1], all.at(-1)] : all;
    return some
      .filter((value) => value !== undefined)
      .filter((value) => member.values.some((told) => told !== value))
      .map((value) => ({ ...member, value }));
  });
}

describe.skipIf(!installed)("by AWS's models (skipped: python3 has no botocore here)", () => {
  it.each([1, 5])('lists in pages of %i tell the same as in one', { timeout: 60_000 }, async (size) => {
    const models = modelsOf(mesh.members.map(({ operation }) => operation)) ?? {};
    const whole = await mesh.said({});
    const pages = inPages(models, size);
    expect(await mesh.said(pages.spoiler)).toEqual(whole);
    const few = ['ec2:DescribeSecurityGroupRules', 'ec2:DescribeTags'];
    expect([...pages.cut]).toEqual(expect.arrayContaining(few));
  });

  it('a judge that would miss nothing: a list of which only the first page is told is found out', async () => {
    const models = modelsOf(['ec2:DescribeSecurityGroupRules']) ?? {};
    const { after } = inPages(models, 1).spoiler;
    const whole = await mesh.said({});
    const path = 'nextToken';
    const first: Spoiler = {
      after: (passed) => {
        const answer = after?.(passed)?.answer;
        return answer === undefined ? undefined : { answer: without(answer, path) };
      },
    };
    expect(await mesh.said(first)).not.toEqual(whole);
  });

  it('another value of an enumeration', { timeout: 20 * 60_000 }, async () => {
    const found: string[] = [];
    const others = otherValues();
    expect(others.length).toBeGreaterThan(100);
    for (const one of sample.some(others, 14, ({ operation, path, value }) => `${operation} ${path} ${value}`)) {
      const { operation, path, value } = one;
      const said = unexcused(await mesh.complaints(valued(one, value)), asItShouldBe(operation, path, value));
      found.push(...said.map((what) => `${operation} ${path} ${value}: ${what}`));
    }
    expect(found).toEqual([]);
  });

  it('no check passes on a value that says the contrary', { timeout: 20 * 60_000 }, async () => {
    const found: string[] = [];
    const others = otherValues();
    const cases = judgedBy.flatMap(({ operation, path, check, butNot }) =>
      others
        .filter((one) => one.operation === operation && one.path === path && !butNot.includes(one.value))
        .map((one) => ({ ...one, check })),
    );
    // Every line of the table still speaks of something that is told.
    expect(new Set(cases.map(({ operation, path }) => `${operation} ${path}`)).size).toBe(judgedBy.length);
    for (const one of sample.some(cases, 8, ({ check, value }) => `${check} ${value}`)) {
      const before = [...mesh.passing].filter((key) => key.startsWith(`${one.check} `));
      expect(before).not.toEqual([]);
      const passing = (await mesh.passes(valued(one, one.value))) ?? new Set();
      const still = before.filter((key) => passing.has(key));
      found.push(...still.map((key) => `${one.path} is ${one.value}, and ${key} passes`));
    }
    expect(found).toEqual([]);
  });
});
