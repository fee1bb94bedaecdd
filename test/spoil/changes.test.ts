/**
 * Answers to calls that change something, with one member missing: the run ends, in our own words if it fails, and the next
 * one finishes the same mesh, with nothing twice; nothing is left when it is destroyed so.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moto, pretendAws, type Side } from '../contract/both.ts';
import { motoProgram } from '../contract/moto.ts';
import { sampling } from '../support/sample.ts';
import { pathsIn, without } from './answer.ts';
import { type HostlessMesh, startHostlessMesh } from './hostless-mesh.ts';
import { spoiling } from './one-member.ts';
import type { Spoiler } from './proxy.ts';

const sample = sampling({
  command: 'npm run test:spoil',
  what: 'members missing from answers to changes',
  wish: process.env.VPNMESH_SPOIL,
});

interface Missing {
  readonly during: 'apply' | 'destroy';
  readonly operation: string;
  readonly path: string;
}
const nameOf = ({ during, operation, path }: Missing): string => `${during}: ${operation} ${path}`;

/** What the proxy lets through, noted: members of answers to whatever is not a question. */
function noting(during: Missing['during'], into: Map<string, Missing>): Spoiler {
  return {
    after: ({ action, service, status, answer }) => {
      if (status !== 200 || answer === '' || /^(Describe|Get|List|Simulate)/.test(action)) return undefined;
      for (const path of pathsIn(answer)) {
        const one = { during, operation: `${service}:${action}`, path };
        if (path !== '' && !/(^|\/)(item|member)$/.test(path)) into.set(nameOf(one), one);
      }
      return undefined;
    },
  };
}

/** What a side before has told as well is spoilt there: other people's endpoint is asked for what it tells besides. */
const spoiltAlready = new Set<string>();

async function startSuite(side: Side) {
  const mesh = await startHostlessMesh(side);
  const members = new Map<string, Missing>();
  mesh.proxy.spoil(noting('apply', members));
  expect(await mesh.build()).toEqual([]);
  const whole = await mesh.tally();
  mesh.proxy.spoil(noting('destroy', members));
  expect(await mesh.destroy()).toEqual([]);
  mesh.proxy.spoil({});
  const all = [...members.values()];
  const own = all.filter((member) => !spoiltAlready.has(nameOf(member)));
  for (const member of own) spoiltAlready.add(nameOf(member));
  return { mesh, whole, all, own };
}

/** @returns what goes wrong when the answers of one call are spoilt so while the mesh is built, or taken away */
async function faultsOf(mesh: HostlessMesh, whole: unknown, { during }: Missing, spoiler: Spoiler) {
  const faults: string[] = [];
  const foreign = mesh.foreign.length;
  if (during === 'apply') mesh.proxy.spoil(spoiler);
  await mesh.build();
  mesh.proxy.spoil({});
  faults.push(...(await mesh.build()), ...(await mesh.pending()).map((id) => `the third apply still has ${id}`));
  const built = await mesh.tally();
  if (JSON.stringify(built) !== JSON.stringify(whole)) faults.push(`another mesh: ${JSON.stringify(built)}`);
  if (during === 'destroy') mesh.proxy.spoil(spoiler);
  await mesh.destroy();
  mesh.proxy.spoil({});
  faults.push(...(await mesh.destroy()), ...(await mesh.left()).map((kind) => `the third destroy still has ${kind}`));
  const left = await mesh.tally();
  if (Object.keys(left).length > 0) faults.push(`left: ${JSON.stringify(left)}`);
  return [...faults, ...mesh.foreign.slice(foreign)];
}

const sides = [
  { name: 'the sandbox', start: pretendAws, isThere: true, few: 4 },
  { name: 'moto_server', start: () => moto(motoProgram ?? ''), isThere: motoProgram !== undefined, few: 1 },
];

for (const { name, start, isThere, few } of sides)
  describe.skipIf(!isThere)(`before ${name}`, () => {
    let suite: Awaited<ReturnType<typeof startSuite>>;
    beforeAll(async () => {
      suite = await startSuite(await start());
    }, 60_000);
    afterAll(() => suite?.mesh.down());

    it('there is something to spoil', () => {
      expect(suite.all.length).toBeGreaterThan(100);
      expect(suite.all.map(nameOf)).toEqual(
        expect.arrayContaining(['apply: ec2:RunInstances instancesSet/item/instanceId']),
      );
    });

    it('a member that is missing', { timeout: 30 * 60_000 }, async () => {
      const found: string[] = [];
      for (const member of sample.some(suite.own, few, nameOf)) {
        const faults = await faultsOf(
          suite.mesh,
          suite.whole,
          member,
          spoiling(member, (answer) => without(answer, member.path)),
        );
        found.push(...faults.map((fault) => `without ${nameOf(member)}: ${fault}`));
      }
      expect(found).toEqual([]);
    });

    it('a judge that can fail: a step that falls over, in words that are none of ours', async () => {
      const before = suite.mesh.foreign.length;
      const falling = () => Promise.reject(new TypeError('planted'));
      expect((await suite.mesh.build(() => falling)).length).toBeGreaterThan(0);
      expect(suite.mesh.foreign.slice(before)).toContainEqual(expect.stringContaining('TypeError: planted'));
    });

    it('a judge that can fail: an address that AWS says is released, and is not', { timeout: 60_000 }, async () => {
      const answer = '<ReleaseAddressResponse><return>true</return></ReleaseAddressResponse>';
      const lying: Spoiler = {
        before: ({ action }) => (action === 'ReleaseAddress' ? { status: 200, answer } : undefined),
      };
      expect(await suite.mesh.build()).toEqual([]);
      suite.mesh.proxy.spoil(lying);
      expect(await suite.mesh.destroy()).toEqual([]);
      expect(await suite.mesh.tally()).toEqual({ 'us-east-1 addresses': 1, 'us-east-2 addresses': 1 });
      suite.mesh.proxy.spoil({});
      expect(await suite.mesh.destroy()).toEqual([]);
    });
  });
