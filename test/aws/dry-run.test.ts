/** Trials with DryRun, asked of an endpoint that answers as EC2's API reference shows it, and heeds DryRun or not. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RegionClients } from '#aws/clients.ts';
import { permissionCalls } from '#aws/dry-run.ts';
import type { DryRunInput } from '#ports/permissions.ts';
import { type Scripted, type ScriptedEndpoint, scriptedEndpoint } from '../support/scripted-endpoint.ts';

/** Actions that are carried out; every other one answers DryRunOperation. */
let heedless: readonly string[] = [];
let stuck = false;

const answers: Readonly<Record<string, string>> = {
  CreateSecurityGroup: '<groupId>sg-1</groupId>',
  AllocateAddress: '<allocationId>eipalloc-1</allocationId><publicIp>198.51.100.1</publicIp>',
  ImportKeyPair: '<keyPairId>key-1</keyPairId>',
  CreateNetworkInterface: '<networkInterface><networkInterfaceId>eni-1</networkInterfaceId></networkInterface>',
  RunInstances: '<instancesSet><item><instanceId>i-1</instanceId></item></instancesSet>',
};

const failure = (code: string): string =>
  `<Response><Errors><Error><Code>${code}</Code><Message>said ${code}</Message></Error></Errors><RequestID>1</RequestID></Response>`;

function answer(sent: URLSearchParams): Scripted {
  const action = sent.get('Action') ?? '';
  const refusal =
    sent.get('DryRun') === 'true' && !heedless.includes(action)
      ? 'DryRunOperation'
      : stuck && action.startsWith('Release')
        ? 'UnauthorizedOperation'
        : undefined;
  if (refusal !== undefined) return { status: 412, body: failure(refusal) };
  return { body: `<${action}Response>${answers[action] ?? '<return>true</return>'}</${action}Response>` };
}

let server: ScriptedEndpoint;
let ec2: EC2Client;

beforeAll(async () => {
  server = await scriptedEndpoint(answer);
  ec2 = new EC2Client(server.config);
});
afterAll(() => {
  ec2.destroy();
  server.stop();
});
beforeEach(() => {
  server.asked.length = 0;
  heedless = [];
  stuck = false;
});

const light = ['ec2:CreateSecurityGroup', 'ec2:AllocateAddress', 'ec2:ImportKeyPair', 'ec2:CreateRoute'];
const rules = ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'];
const all = [...light, 'ec2:CreateNetworkInterface', 'ec2:RunInstances', ...rules];
const input: DryRunInput = {
  mesh: 'corp',
  vpcId: 'vpc-1',
  subnetId: 'subnet-1',
  route: { tableId: 'rtb-1', gatewayId: 'igw-1' },
  groupId: 'sg-own',
  profileName: undefined,
  image: Promise.resolve({ id: 'ami-1', name: 'debian-12', root: { device: '/dev/xvda', sizeGiB: 8 } }),
  instanceType: 't3.small',
};
const region = () => permissionCalls({ ec2 } as RegionClients);
const actions = (): readonly string[] => server.asked.map((one) => one.get('Action') ?? '');

it('every trial is asked once, of real targets, and changes nothing where DryRun is heeded', async () => {
  expect(await region().tryActions(all, input)).toEqual({ denied: [], carriedOut: [], tried: true });
  expect(
    actions()
      .map((action) => `ec2:${action}`)
      .toSorted(),
  ).toEqual(all.toSorted());
  expect(server.asked.every((one) => one.get('DryRun') === 'true')).toBe(true);
  const route = server.asked.find((one) => one.get('Action') === 'CreateRoute');
  expect([route?.get('GatewayId'), route?.get('RouteTableId'), route?.get('DestinationCidrBlock')]).toEqual([
    'igw-1',
    'rtb-1',
    '192.0.2.0/24',
  ]);
});

it('an endpoint that heeds DryRun nowhere is left as it was, launches nothing, and is asked no more', async () => {
  heedless = all.map((action) => action.slice(4));
  const here = region();
  expect(await here.tryActions(all, input)).toEqual({
    denied: [],
    carriedOut: light.map((action) => ({ action })),
    tried: true,
  });
  expect(actions()).not.toContain('RunInstances');
  expect(actions().slice(light.length).toSorted()).toEqual([
    'DeleteKeyPair',
    'DeleteRoute',
    'DeleteSecurityGroup',
    'ReleaseAddress',
  ]);
  server.asked.length = 0;
  expect(await here.tryActions(all, input)).toEqual({ denied: [], carriedOut: [], tried: false });
  expect(actions()).toEqual([]);
});

it('each trial that is carried out alone is taken back', async () => {
  const undone: Readonly<Record<string, string>> = {
    CreateNetworkInterface: 'DeleteNetworkInterface',
    RunInstances: 'TerminateInstances',
    AuthorizeSecurityGroupIngress: 'RevokeSecurityGroupIngress',
  };
  for (const [action, undo] of Object.entries(undone)) {
    heedless = [action];
    server.asked.length = 0;
    await region().tryActions([`ec2:${action}`], input);
    expect(actions()).toEqual([action, undo]);
  }
});

it('what cannot be taken back is named, with the reason', async () => {
  heedless = ['AllocateAddress'];
  stuck = true;
  const { carriedOut } = await region().tryActions(all, input);
  expect(carriedOut).toEqual([
    { action: 'ec2:AllocateAddress', left: 'Elastic IP eipalloc-1: said UnauthorizedOperation' },
  ]);
});
