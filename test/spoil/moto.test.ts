/** The spoiling proxy before other people's EC2 and IAM: the cloud steps of apply, a plan that is silent then, and destroy. */
import { afterEach, describe, expect, it } from 'vitest';
import { moto } from '../contract/both.ts';
import { motoProgram } from '../contract/moto.ts';
import { sampling } from '../support/sample.ts';
import { replaced } from './answer.ts';
import { type HostlessMesh, startHostlessMesh } from './hostless-mesh.ts';
import { modelsOf } from './model.ts';
import { elements, inPages, joined } from './paging.ts';
import type { Spoiler } from './proxy.ts';
import { settle, twoSecondsOld } from './stale.ts';

const sample = sampling({
  command: 'npm run test:spoil',
  what: 'ways to spoil what moto_server answers',
  wish: process.env.VPNMESH_SPOIL,
});

const paged = ['Vpcs', 'Subnets', 'RouteTables', 'NetworkAcls', 'SecurityGroups', 'SecurityGroupRules', 'Instances'];
/** Lists in another order each time. */
function turning(): Spoiler {
  let turn = 0;
  return {
    after: ({ action, status, answer }) => {
      const set = /<(\w+Set|\w+Info)>/.exec(answer)?.[1];
      if (status !== 200 || !action.startsWith('Describe') || set === undefined) return undefined;
      turn += 1;
      const turned = (inner: string): string => {
        const items = elements(inner);
        const at = items.length === 0 ? 0 : turn % items.length;
        return joined(inner, [...items.slice(at), ...items.slice(0, at)]);
      };
      return { answer: replaced(answer, set, turned) };
    },
  };
}

/** What takes something away finds nothing for a while. */
function notFoundFor(ms: number): Spoiler {
  const codes: Readonly<Record<string, string>> = {
    DeleteSecurityGroup: 'InvalidGroup.NotFound',
    DeleteNetworkInterface: 'InvalidNetworkInterfaceID.NotFound',
    ReleaseAddress: 'InvalidAllocationID.NotFound',
    ModifyInstanceAttribute: 'InvalidInstanceID.NotFound',
    DeleteRoute: 'InvalidRoute.NotFound',
  };
  const since = new Map<string, number>();
  return {
    before: ({ action, asked, region }) => {
      const code = codes[action];
      if (code === undefined) return undefined;
      const key = `${region} ${asked}`;
      const first = since.get(key) ?? Date.now();
      since.set(key, first);
      if (Date.now() - first > ms) return undefined;
      const error = `<Error><Code>${code}</Code><Message>it does not exist</Message></Error>`;
      return { answer: `<Response><Errors>${error}</Errors><RequestID>1</RequestID></Response>` };
    },
  };
}

/** Says that groups are deleted, and does not do it: what a judge has to find. */
function lyingOfGroups(): Spoiler {
  const answer = '<DeleteSecurityGroupResponse><return>true</return></DeleteSecurityGroupResponse>';
  return { before: ({ action }) => (action === 'DeleteSecurityGroup' ? { status: 200, answer } : undefined) };
}

const atOnce = (): Promise<void> => Promise.resolve();
const told = twoSecondsOld();

interface Way {
  readonly way: string;
  readonly spoiler: () => Spoiler;
  /** What is left after destroy; nothing, but for planted faults. */
  readonly left?: readonly string[];
  readonly settled?: () => Promise<void>;
  /** Whether the spoiling came about. */
  readonly happened?: () => boolean;
}

const ways: readonly Way[] = [
  {
    way: 'lists in pages of 5',
    spoiler: () => inPages(modelsOf(paged.map((one) => `ec2:Describe${one}`)) ?? {}, 5).spoiler,
  },
  { way: 'lists in another order each time', spoiler: turning },
  { way: 'what is taken away is not found at first', spoiler: () => notFoundFor(1_500) },
  {
    way: 'what Describe calls tell is two seconds old',
    spoiler: () => told.spoiler,
    settled: settle,
    happened: () => told.stale() > 0,
  },
  {
    way: 'a planted fault: what was said to be deleted, and was not',
    spoiler: lyingOfGroups,
    left: ['group.delete', 'group.delete'],
  },
];

let mesh: HostlessMesh | undefined;
afterEach(async () => {
  await mesh?.down();
  mesh = undefined;
});

/** Apply's cloud steps, another plan, and destroy. @returns what a look past the proxy finds left */
async function leftAfter(spoiler: Spoiler, settled: () => Promise<void>): Promise<readonly string[]> {
  mesh = await startHostlessMesh(await moto(motoProgram ?? ''));
  mesh.proxy.spoil(spoiler);
  expect(await mesh.build()).toEqual([]);
  await settled();
  expect(await mesh.pending()).toEqual([]);
  await settled();
  expect(await mesh.destroy()).toEqual([]);
  mesh.proxy.spoil({});
  return mesh.left();
}

describe.skipIf(motoProgram === undefined)('before moto_server (skipped where it is not on the PATH)', () => {
  it.each(sample.some(ways, 1, ({ way }) => way))(
    '$way',
    { timeout: 120_000 },
    async ({ spoiler, left = [], settled = atOnce, happened = () => true }) => {
      expect(await leftAfter(spoiler(), settled)).toEqual(left);
      expect(happened()).toBe(true);
    },
  );
});
