/** AWS's answers as they come over the wire, spoilt, through the SDK and the adapter: nobody falls, and what is cut is not read. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RegionClients, regionClients } from '#aws/clients.ts';
import { inspectRegion } from '#aws/inspect.ts';
import type { Fact } from '#mesh/fact.ts';
import type { RegionFacts } from '#mesh/observed/region-facts.ts';
import type { ObserveQuery } from '#ports/cloud.ts';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import type { SimulatedMesh } from '../support/simulated-mesh.ts';
import { fuzzing, randomFrom } from './random.ts';
import { spoilt } from './spoil.ts';

const minutes = 60_000;
const seeds = fuzzing();
const region = 'us-east-1';

/** As much of the SDK's request as a handler needs. */
interface Asked {
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

let mesh: SimulatedMesh;
let query: ObserveQuery;
/** Answers by what was asked. */
const recorded = new Map<string, string>();

/** The action, and what sets one question apart from another with the same. */
function keyOf({ headers, body }: Asked): string {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const target = headers['x-amz-target']?.split('.').at(-1);
  return `${target ?? new URLSearchParams(text).get('Action')} ${text}`;
}

function clientsWith(answer: (asked: Asked) => Promise<string>): RegionClients {
  const requestHandler = {
    handle: async (asked: Asked) => ({
      response: { statusCode: 200, headers: {}, body: new TextEncoder().encode(await answer(asked)) },
    }),
  };
  const credentials = async () => ({
    accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
  });
  return regionClients(region, {}, { requestHandler, credentials } as never);
}

beforeAll(async () => {
  mesh = await startAppliedMesh();
  const vpcs = mesh.spec().spec.members.map(({ vpc }) => vpc);
  query = { mesh: 'corp', vpcs, logGroup: '/vpnmesh/corp' };
  const clients = clientsWith(async (asked) => {
    const { path, headers, body } = asked;
    const answer = await fetch(`${mesh.endpoint}${path}`, { method: 'POST', headers, body });
    const text = await answer.text();
    recorded.set(keyOf(asked), text);
    return text;
  });
  await inspectRegion(clients, query);
  clients.destroy();
}, 150_000);

afterAll(async () => {
  await mesh?.down();
});

/** What is read when one answer is another one. */
async function readWith(key: string, body: string): Promise<RegionFacts> {
  const clients = clientsWith(async (asked) => {
    const own = keyOf(asked);
    return own === key ? body : (recorded.get(own) ?? '');
  });
  return inspectRegion(clients, query).finally(() => clients.destroy());
}

/** What each answer is read for. */
const fed: Readonly<Record<string, (facts: RegionFacts) => readonly Fact<unknown>[]>> = {
  DescribeVpcs: ({ vpcs }) => [vpcs],
  DescribeSecurityGroupRules: ({ rules }) => [rules],
  DescribeNetworkInterfaces: ({ interfaces }) => [interfaces],
  DescribeAddresses: ({ addresses }) => [addresses],
  DescribeInstances: ({ instances, settings, health, volumes }) => [instances, settings, health, volumes],
  DescribeKeyPairs: ({ keyPairs }) => [keyPairs],
  DescribeSubnets: ({ subnets }) => [subnets],
  DescribeRouteTables: ({ routeTables }) => [routeTables],
  DescribeNetworkAcls: ({ networkAcls }) => [networkAcls],
  DescribeVolumes: ({ volumes }) => [volumes],
  DescribeInstanceStatus: ({ health }) => [health],
  DescribeInstanceAttribute: ({ protection }) => Object.values(protection),
  DescribeLogGroups: ({ logGroup }) => [logGroup],
  DescribeLogStreams: ({ streams }) => [streams],
};

it('every answer is one that is read for something', () => {
  const actions = new Set([...recorded.keys()].map((key) => key.split(' ')[0] ?? ''));
  const others = ['DescribeSecurityGroups', 'GetLogEvents', 'GetServiceQuota'];
  expect([...actions].filter((action) => !others.includes(action)).toSorted()).toEqual(Object.keys(fed).toSorted());
});

it('an answer that was cut is not read', { timeout: 60 * minutes }, async () => {
  const keys = [...recorded.keys()].filter((key) => fed[key.split(' ')[0] ?? ''] !== undefined);
  for (const seed of seeds(0.005)) {
    const random = randomFrom(seed);
    const key = random.any(keys) ?? '';
    const text = recorded.get(key)?.trimEnd() ?? '';
    const facts = await readWith(key, text.slice(0, random.int(text.length - 1)));
    const [action = ''] = key.split(' ');
    for (const fact of fed[action]?.(facts) ?? [])
      if (fact.ok) expect.fail(`seed ${seed}: ${action} was read all the same`);
  }
});

it('an answer with anything in it gives facts, or reasons', { timeout: 60 * minutes }, async () => {
  const keys = [...recorded.keys()];
  for (const seed of seeds(0.01)) {
    const random = randomFrom(seed);
    const key = random.any(keys) ?? '';
    const facts = await readWith(key, spoilt(recorded.get(key) ?? '', random)).catch((error: unknown) =>
      expect.fail(`seed ${seed}: ${key.split(' ')[0]}: ${String(error)}`),
    );
    for (const fact of [facts.vpcs, facts.exposed, facts.settings, facts.health, facts.streams])
      if (!fact.ok) expect(fact.reason.detail).not.toBe('');
  }
});
