/**
 * AWS's answers with one member missing, or another value of its enumeration: nothing falls but in our own words, and no
 * check that fails in truth passes for want of what it judges by.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planMesh } from '#app/apply.ts';
import { auditFacts } from '#app/audit.ts';
import type { Result } from '#audit/result.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { checks } from '#checks/index.ts';
import { OperatorError, SpecError } from '#mesh/errors.ts';
import { type Cloud, CloudError } from '#ports/cloud.ts';
import { twenty } from '../support/audit-breakages/twenty.ts';
import { sampling } from '../support/sample.ts';
import { type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';
import { type Spoiler, type Proxy as SpoilingProxy, startProxy } from './proxy.ts';
import { pathsIn, replaced, without } from './xml.ts';

const sample = sampling({
  command: 'npm run test:spoil',
  what: 'spoilt members of answers',
  wish: process.env.VPNMESH_SPOIL,
});
const onAws = new Set([
  'HTTPS let in for a stranger',
  'SSH let in for a stranger',
  'no rule for ICMP',
  'source/dest check on at the initiator',
  'metadata without tokens',
  'termination protection off',
  'logs kept for ever',
]);

let mesh: SimulatedMesh;
let proxy: SpoilingProxy;
let cloud: Cloud;
/** One member each: `DescribeVpcs vpcSet/item/cidrBlock`. */
const members: string[] = [];
/** What fails in truth: check and resource. */
let failing: ReadonlySet<string>;

const keyOf = ({ check, resource: { id, region } }: Pick<Result, 'check' | 'resource'>): string =>
  `${check} of ${id} in ${region}`;

async function results() {
  const facts = await mesh.facts({ openSsh: false, hosts: 'none', cloud });
  return auditFacts(facts, checks, new Date()).results;
}

const plan = () =>
  planMesh(mesh.spec(), {
    cloud,
    clock: { now: () => new Date(), pause: async () => {} },
    operator: { notify: () => {}, ask: async () => false },
  });

beforeAll(async () => {
  mesh = await startSimulatedMesh();
  await mesh.apply();
  for (const one of twenty) if (onAws.has(one.name)) await one.break(mesh);
  proxy = await startProxy(mesh.endpoint);
  process.env.AWS_ENDPOINT_URL = proxy.endpoint;
  cloud = createAwsCloud({ regions: ['us-east-1', 'us-east-2'] });
  const found = new Set<string>();
  proxy.spoil({
    after: ({ action, answer }) => {
      if (/^(Describe|Get|List)/.test(action) && answer.startsWith('<'))
        // An element of a list is no member of anything: a list may be empty.
        for (const path of pathsIn(answer)) if (!path.endsWith('/item')) found.add(`${action} ${path}`);
      return undefined;
    },
  });
  failing = new Set((await results()).filter(({ status }) => status === 'fail').map(keyOf));
  await plan();
  members.push(...[...found].toSorted());
}, 150_000);

afterAll(async () => {
  cloud?.close();
  await proxy?.stop();
  await mesh?.down();
});

/** What goes wrong when answers are spoilt so; nothing is well. */
async function complaints(after: NonNullable<Spoiler['after']>): Promise<readonly string[]> {
  proxy.spoil({ after });
  const said: string[] = [];
  const ours = (error: unknown): boolean =>
    error instanceof CloudError || error instanceof OperatorError || error instanceof SpecError;
  await plan().catch((error: unknown) => ours(error) || said.push(`plan fell: ${String(error)}`));
  await results()
    .then((all) => {
      for (const one of all) if (one.status === 'pass' && failing.has(keyOf(one))) said.push(`passes: ${keyOf(one)}`);
    })
    .catch((error: unknown) => ours(error) || said.push(`audit fell: ${String(error)}`));
  return said;
}

it('there is something to spoil, and something that fails', () => {
  expect(members.length).toBeGreaterThan(150);
  expect(failing.size).toBeGreaterThanOrEqual(onAws.size);
});

it('a judge that would miss nothing: an answer that hides a fault is found out', async () => {
  const hidden = await complaints(({ action, answer }) =>
    action === 'DescribeNetworkInterfaces'
      ? { answer: replaced(answer, 'networkInterfaceSet/item/sourceDestCheck', () => 'false') }
      : undefined,
  );
  expect(hidden).toEqual([expect.stringContaining('passes: aws.source-dest-check')]);
});

it('a member that is missing', { timeout: 20 * 60_000 }, async () => {
  const found: string[] = [];
  for (const member of sample.some(members, 25, (one) => one)) {
    const [action = '', path = ''] = member.split(' ');
    const said = await complaints((passed) =>
      passed.action === action ? { answer: without(passed.answer, path) } : undefined,
    );
    found.push(...said.map((what) => `without ${member}: ${what}`));
  }
  expect(found).toEqual([]);
});
