/** AWS as it settles: what was just made is not known yet, what is told is two seconds old, and lists come in any order. */
import { DescribeInstancesCommand, DescribeRouteTablesCommand, DescribeTagsCommand } from '@aws-sdk/client-ec2';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { afterEach, expect, it } from 'vitest';
import { sampling } from '../support/sample.ts';
import { type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';
import { replaced } from './answer.ts';
import { elements, joined } from './paging.ts';
import { type Spoiler, type Proxy as SpoilingProxy, startProxy } from './proxy.ts';
import { settle, twoSecondsOld } from './stale.ts';

const sample = sampling({ command: 'npm run test:spoil', what: 'ways AWS settles', wish: process.env.VPNMESH_SPOIL });

let mesh: SimulatedMesh | undefined;
let proxy: SpoilingProxy | undefined;

afterEach(async () => {
  await proxy?.stop();
  await mesh?.down();
});

async function meshBehind(spoiler: Spoiler): Promise<SimulatedMesh> {
  mesh = await startSimulatedMesh({
    front: async (endpoint) => {
      proxy = await startProxy(endpoint);
      proxy.spoil(spoiler);
      return proxy.endpoint;
    },
  });
  return mesh;
}

/** Apply, a second apply that has nothing to do, and destroy, through the proxy. */
async function wholeWay(spoiler: Spoiler): Promise<void> {
  const mesh = await meshBehind(spoiler);
  await mesh.apply();
  await settle();
  const again = await mesh.applyWith(mesh.spec());
  expect(again.plan.steps.map(({ describe }) => describe)).toEqual([]);
  await settle();
  const { reports } = await mesh.destroy();
  expect(reports.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
  await settle();
  expect((await mesh.destroy()).plan.steps.map(({ describe }) => describe)).toEqual([]);
}

/** In EC2's form, or in IAM's. */
const refusal = (code: string, message: string) => {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return /^NoSuch/.test(code)
    ? { answer: `<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>` }
    : { answer: `<Response><Errors>${error}</Errors><RequestID>1</RequestID></Response>` };
};

/** AWS's word for each kind of thing that it does not find, by the beginning of its id. */
const notFound: Readonly<Record<string, string>> = {
  sg: 'InvalidGroup.NotFound',
  sgr: 'InvalidSecurityGroupRuleId.NotFound',
  eni: 'InvalidNetworkInterfaceID.NotFound',
  eipalloc: 'InvalidAllocationID.NotFound',
  i: 'InvalidInstanceID.NotFound',
};

/** Everything that was made is unknown to whoever names it, for so long since it was named first. */
function unknownFor(ms: number, refusals: Map<string, number>): Spoiler {
  const made = new Map<string, number | undefined>();
  return {
    before: ({ action, asked }) => {
      const now = Date.now();
      const parameters = [...new URLSearchParams(asked)];
      for (const [name, value] of parameters) {
        const keyPair = name === 'KeyName' && action !== 'ImportKeyPair';
        const thing = keyPair ? `key ${value}` : value;
        if (!made.has(thing)) continue;
        const until = made.get(thing) ?? now + ms;
        made.set(thing, until);
        const code = keyPair ? 'InvalidKeyPair.NotFound' : notFound[value.split('-')[0] ?? ''];
        if (until < now || code === undefined) continue;
        refusals.set(code, (refusals.get(code) ?? 0) + 1);
        return refusal(code, `The ID '${value}' does not exist`);
      }
      return undefined;
    },
    after: ({ action, asked, status, answer }) => {
      if (status === 200 && /^(Create|Allocate|Run|Import|Authorize)/.test(action)) {
        for (const [id] of answer.matchAll(/\b(sg|sgr|eni|eipalloc|i)-[0-9a-f]{17}\b/g))
          if (!asked.includes(id) && !made.has(id)) made.set(id, undefined);
        if (action === 'ImportKeyPair') made.set(`key ${new URLSearchParams(asked).get('KeyName')}`, undefined);
      }
      return undefined;
    },
  };
}

async function notFoundAtFirst(): Promise<void> {
  const refusals = new Map<string, number>();
  await wholeWay(unknownFor(1_500, refusals));
  // It did happen, to each kind that a build names after it has made it.
  expect([...refusals.keys()].toSorted()).toEqual(
    expect.arrayContaining(['InvalidGroup.NotFound', 'InvalidKeyPair.NotFound', 'InvalidNetworkInterfaceID.NotFound']),
  );
}

/** What of the mesh is there, asked behind the proxy's back. */
async function left({ ec2, endpoint }: SimulatedMesh): Promise<readonly string[]> {
  const found: string[] = [];
  const Filters = [{ Name: 'key', Values: ['vpnmesh:mesh'] }];
  for (const region of ['us-east-1', 'us-east-2']) {
    const { Tags = [] } = await ec2(region).send(new DescribeTagsCommand({ Filters }));
    const { Reservations = [] } = await ec2(region).send(new DescribeInstancesCommand({}));
    const ended = Reservations.flatMap(({ Instances = [] }) => Instances)
      .filter(({ State }) => State?.Name === 'terminated')
      .map(({ InstanceId }) => InstanceId);
    found.push(...Tags.flatMap(({ ResourceId }) => ResourceId ?? []).filter((id) => !ended.includes(id)));
    const { RouteTables = [] } = await ec2(region).send(new DescribeRouteTablesCommand({}));
    const black = RouteTables.flatMap(({ Routes = [] }) => Routes).filter(({ State }) => State === 'blackhole');
    found.push(...black.map(({ DestinationCidrBlock }) => `a route to ${DestinationCidrBlock}`));
  }
  const iam = new IAMClient({ region: 'us-east-1', endpoint });
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  iam.destroy();
  return [...found, ...Roles.flatMap(({ RoleName = '' }) => (RoleName.startsWith('vpnmesh') ? RoleName : []))];
}

/** Calls that take something away, and what AWS calls each of them when it does not know the thing yet. */
const takingAway = /^(Delete|Release|Terminate|Revoke|Remove|Disassociate)|^ModifyInstanceAttribute$/;
const unknownTo: Readonly<Record<string, string>> = {
  DeleteSecurityGroup: 'InvalidGroup.NotFound',
  RevokeSecurityGroupIngress: 'InvalidSecurityGroupRuleId.NotFound',
  DeleteNetworkInterface: 'InvalidNetworkInterfaceID.NotFound',
  ReleaseAddress: 'InvalidAllocationID.NotFound',
  ModifyInstanceAttribute: 'InvalidInstanceID.NotFound',
  TerminateInstances: 'InvalidInstanceID.NotFound',
  DeleteRoute: 'InvalidRoute.NotFound',
  DeleteRole: 'NoSuchEntity',
  DeleteRolePolicy: 'NoSuchEntity',
  DeleteInstanceProfile: 'NoSuchEntity',
  RemoveRoleFromInstanceProfile: 'NoSuchEntity',
};

/** A build that dies with its instances launched, and with nothing known to whoever takes it away for so long. */
function dyingAndUnknown(ms: number, refused: Set<string>): Spoiler {
  const since = new Map<string, number>();
  return {
    before: ({ action, asked, region }) => {
      if (action === 'GetConsoleOutput') return refusal('UnauthorizedOperation', 'not now');
      const code = takingAway.test(action) ? unknownTo[action] : undefined;
      const key = `${region} ${asked}`;
      if (code === undefined) return undefined;
      const first = since.get(key) ?? Date.now();
      since.set(key, first);
      if (Date.now() - first > ms) return undefined;
      refused.add(action);
      return refusal(code, 'it does not exist');
    },
  };
}

async function destroyedAtOnce(): Promise<void> {
  const refused = new Set<string>();
  const behind = await meshBehind(dyingAndUnknown(1_500, refused));
  await expect(behind.apply()).rejects.toThrow(/GetConsoleOutput/);
  expect((await left(behind)).length).toBeGreaterThan(10);
  const { reports } = await behind.destroy();
  expect(reports.filter(({ outcome }) => outcome !== 'done').map(({ step, error }) => [step.id, error])).toEqual([]);
  expect(await left(behind)).toEqual([]);
  expect([...refused]).toEqual(
    expect.arrayContaining([
      'DeleteSecurityGroup',
      'DeleteNetworkInterface',
      'ReleaseAddress',
      'DeleteRole',
      'ModifyInstanceAttribute',
    ]),
  );
}

async function secondsOld(): Promise<void> {
  const { spoiler, stale } = twoSecondsOld();
  await wholeWay(spoiler);
  expect(stale()).toBeGreaterThan(0);
}

async function inAnotherOrder(): Promise<void> {
  let turn = 0;
  await wholeWay({
    after: ({ action, status, answer }) => {
      const set = /<(\w+Set|\w+Info)>/.exec(answer)?.[1];
      if (status !== 200 || !action.startsWith('Describe') || set === undefined) return undefined;
      turn += 1;
      return { answer: replaced(answer, set, (inner) => rotated(inner, turn)) };
    },
  });
  expect(turn).toBeGreaterThan(10);
}

/** The elements of a list, so many places on. */
function rotated(inner: string, by: number): string {
  const items = elements(inner);
  const at = items.length === 0 ? 0 : by % items.length;
  return joined(inner, [...items.slice(at), ...items.slice(0, at)]);
}

/** Each is a whole build and its end: some of them a day. */
const ways: readonly (readonly [way: string, run: () => Promise<void>])[] = [
  ['what was just made is not found for a while', notFoundAtFirst],
  ['destroy at once after a build that died leaves nothing, though nothing is found at first', destroyedAtOnce],
  ['what Describe calls tell is two seconds old', secondsOld],
  ['lists come in another order each time', inAnotherOrder],
];
it.each(sample.some(ways, 2, ([way]) => way))('%s', { timeout: 240_000 }, (_, run) => run());
