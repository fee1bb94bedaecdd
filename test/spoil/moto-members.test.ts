/** What moto_server answers with one member missing: as before the sandbox (members.test.ts), with other people's answers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moto } from '../contract/both.ts';
import { motoProgram } from '../contract/moto.ts';
import { sampling } from '../support/sample.ts';
import { without } from './answer.ts';
import { type HostlessMesh, startHostlessMesh } from './hostless-mesh.ts';
import { type Judge, startJudge } from './judge.ts';
import { spoiling, unexcused, valued } from './one-member.ts';
import { asItShouldBe } from './values.ts';

const sample = sampling({
  command: 'npm run test:spoil',
  what: "spoilt members of moto_server's answers",
  wish: process.env.VPNMESH_SPOIL,
});

describe.skipIf(motoProgram === undefined)('before moto_server (skipped where it is not on the PATH)', () => {
  let mesh: HostlessMesh;
  let judge: Judge;
  beforeAll(async () => {
    mesh = await startHostlessMesh(await moto(motoProgram ?? ''));
    expect(await mesh.build()).toEqual([]);
    judge = await startJudge(mesh.proxy, mesh.looks);
  }, 150_000);
  afterAll(() => mesh?.down());

  it('there is something to spoil, and something that fails', () => {
    expect(judge.members.length).toBeGreaterThan(200);
    expect([...judge.failing]).not.toEqual([]);
  });

  it('a judge that would miss nothing: an answer that hides an instance is found out', async () => {
    const path = 'reservationSet/item/instancesSet/item/instanceState/name';
    const said = await judge.complaints(valued({ operation: 'ec2:DescribeInstances', path }, 'terminated'));
    expect(said).toContainEqual(expect.stringMatching(/^destroy leaves: us-east-1\/terminate/));
  });

  it('a member that is missing', { timeout: 20 * 60_000 }, async () => {
    const found: string[] = [];
    for (const member of sample.some(judge.members, 10, ({ operation, path }) => `${operation} ${path}`)) {
      const { operation, path } = member;
      const said = await judge.complaints(spoiling(member, (answer) => without(answer, path)));
      found.push(
        ...unexcused(said, asItShouldBe(operation, path)).map((what) => `without ${operation} ${path}: ${what}`),
      );
    }
    expect(found).toEqual([]);
  });

  it('after all of it another apply is silent, and destroy leaves nothing', { timeout: 60_000 }, async () => {
    mesh.proxy.spoil({});
    expect(await mesh.pending()).toEqual([]);
    expect(await mesh.destroy()).toEqual([]);
    expect(await mesh.left()).toEqual([]);
  });
});
