/** Zones that cannot have a concentrator, on a sandbox that plays them: what the plan does about it, and what a launch says. */
import {
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  EC2Client,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { planMesh } from '#app/build/apply.ts';
import { accountPreflight } from '#app/build/preflight.ts';
import type { Tools } from '#app/run/tools.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { SpecError } from '#mesh/errors.ts';
import type { StepReport } from '#mesh/events.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import type { Cloud } from '#ports/cloud.ts';
import { given, newMember } from '../contract/place.ts';
import { startSandbox, type TestSandbox } from '../sandbox/sandbox.ts';
import { cloudContext, executeInCloud } from '../support/cloud-steps.ts';
import { hostlessTools } from '../support/hostless.ts';

const local = 'us-east-1-bos-1a';
let sandbox: TestSandbox;
let cloud: Cloud;
let ec2: EC2Client;
let vpcs: readonly string[];
let subnets: Readonly<Record<string, string>>;

const settings = (changes: unknown) => sandbox.post('/_sandbox/settings', changes);
const faults = (all: readonly unknown[]) => sandbox.post('/_sandbox/faults', all);

/** Addresses and VPCs for all the meshes of these tests. */
const quotas = {
  rulesPerGroup: 60,
  groupsPerInterface: 5,
  addresses: 50,
  routesPerTable: 50,
  vpcs: 5,
  groups: 500,
  vcpus: 64,
};

beforeAll(async () => {
  sandbox = await startSandbox({ regions: [], settings: { localZones: [local], quotas } });
  const { endpoint, credentials } = sandbox;
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  ec2 = new EC2Client({ endpoint, region: 'us-east-1', credentials });
  const far = new EC2Client({ endpoint, region: 'us-east-2', credentials });
  vpcs = await Promise.all([newMember(ec2, 'us-east-1', '10.70'), newMember(far, 'us-east-2', '10.71')]);
  far.destroy();
  const subnet = async (zone: string, cidr: string): Promise<string> => {
    const asked = { VpcId: vpcs[0], CidrBlock: cidr, AvailabilityZone: zone };
    return given((await ec2.send(new CreateSubnetCommand(asked))).Subnet?.SubnetId);
  };
  subnets = {
    local: await subnet(local, '10.70.9.0/28'),
    b: await subnet('us-east-1b', '10.70.2.0/28'),
    c: await subnet('us-east-1c', '10.70.3.0/28'),
  };
  cloud = createAwsCloud({ regions: ['us-east-1', 'us-east-2'] });
}, 60_000);
afterAll(async () => {
  cloud?.close();
  ec2?.destroy();
  vi.unstubAllEnvs();
  await sandbox?.stop();
});
beforeEach(async () => {
  await faults([]);
  await settings({ missingTypes: {} });
});

let mesh = 0;
const spec = (name: string, listed = ''): ParsedSpec =>
  parseSpec(
    `mesh: ${name}\nmembers:\n  - {region: us-east-1, vpc: ${vpcs[0]}${listed}}\n  - {region: us-east-2, vpc: ${vpcs[1]}}\n` +
      'ssh: {from: [192.0.2.7/32]}\n',
    'vpnmesh.yaml',
  );
const fresh = (): string => {
  mesh += 1;
  return `zones-${mesh}`;
};

const tools = (): Tools => hostlessTools(cloud);

const placeOf = async (parsed: ParsedSpec): Promise<string> =>
  given((await planMesh(parsed, tools())).mesh.concentrators.find(({ region }) => region === 'us-east-1')).subnetId;

/** The steps in AWS but for routes, carried out. */
async function run(parsed: ParsedSpec): Promise<readonly StepReport[]> {
  const planned = await planMesh(parsed, tools());
  const steps = planned.plan.steps.filter(({ kind }) => !kind.startsWith('route.'));
  return executeInCloud(cloudContext(planned, tools()), steps);
}

it('a Local Zone and a zone without the type are passed over', async () => {
  const name = fresh();
  await settings({ missingTypes: { 'us-east-1a': ['t3.small'] } });
  expect(await placeOf(spec(name))).toBe(subnets.b);
  await expect(placeOf(spec(name, `, subnets: [${subnets.local}]`))).rejects.toThrow(
    new RegExp(`${subnets.local}: ${local} is not an availability zone \\(local-zone\\)`),
  );
});

it('a /28 that is full is passed over, and named when it is the only one', async () => {
  const name = fresh();
  // Sixteen addresses, five of which AWS keeps.
  for (let n = 0; n < 11; n++) await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnets.c }));
  await settings({ missingTypes: { 'us-east-1a': ['t3.small'], 'us-east-1b': ['t3.small'] } });
  await expect(placeOf(spec(name))).rejects.toThrow(SpecError);
  await expect(placeOf(spec(name))).rejects.toThrow(new RegExp(`${subnets.c}: no free address`));
});

it('zones that may not be read are a note, and what the launch then says names the line to write; with it the next run passes', async () => {
  const name = fresh();
  await settings({ missingTypes: { 'us-east-1a': ['t3.small'] } });
  const deny = (action: string) => ({ service: 'ec2', action, effect: { kind: 'deny' } });
  await faults([deny('DescribeAvailabilityZones'), deny('DescribeInstanceTypeOfferings')]);
  const { plan } = await planMesh(spec(name), tools());
  expect(plan.notes.filter((note) => note.includes('could not read which zones'))).toHaveLength(4);
  const failed = (await run(spec(name, `, subnets: [${await inZoneA()}]`))).find(({ outcome }) => outcome === 'failed');
  expect(failed?.step.kind).toBe('instance.run');
  expect(failed?.error).toMatchObject({
    message: expect.stringContaining('not supported in your requested Availability Zone (us-east-1a)'),
    next: expect.stringContaining(`write \`subnets: [${subnets.b}`),
  });
  await faults([]);
  const second = await run(spec(name, `, subnets: [${subnets.b}]`));
  expect(second.filter(({ outcome }) => outcome !== 'done').map(({ step, error }) => [step.id, error])).toEqual([]);
  expect(second.map(({ step }) => step.kind)).toContain('interface.delete');
  const Filters = [{ Name: 'tag:vpnmesh:mesh', Values: [name] }];
  const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
  expect(NetworkInterfaces?.map(({ SubnetId, Status }) => [SubnetId, Status])).toEqual([[subnets.b, 'in-use']]);
}, 60_000);

it.each([
  ['refused', 'RunInstances', 'InsufficientInstanceCapacity'],
  ['taken in, and ended at once', 'boot', 'Server.InsufficientInstanceCapacity'],
])(
  'want of capacity names another zone, when the launch is %s',
  async (_, action, code) => {
    const name = fresh();
    const effect = { kind: 'error', code, message: 'no capacity', status: 400 };
    await faults([{ service: 'ec2', action, region: 'us-east-1', effect }]);
    const failed = (await run(spec(name, `, subnets: [${await inZoneA()}]`))).find(
      ({ outcome }) => outcome === 'failed',
    );
    expect(failed?.error).toMatchObject({
      message: expect.stringContaining(code),
      next: expect.stringContaining(`write \`subnets: [${subnets.b}]\` (us-east-1b) for member us-east-1`),
    });
  },
  60_000,
);

it('want of capacity for one that was stopped says that it has to end before another zone has it', async () => {
  const parsed = spec(fresh(), `, subnets: [${await inZoneA()}]`);
  await run(parsed);
  const Filters = [
    { Name: 'tag:vpnmesh:mesh', Values: [parsed.spec.mesh] },
    { Name: 'instance-state-name', Values: ['running'] },
  ];
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ Filters }));
  const id = given(Reservations?.[0]?.Instances?.[0]?.InstanceId);
  await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  await sandbox.idle();
  const effect = { kind: 'error', code: 'InsufficientInstanceCapacity', message: 'no capacity', status: 400 };
  await faults([{ service: 'ec2', action: 'StartInstances', region: 'us-east-1', effect }]);
  const failed = (await run(parsed)).find(({ outcome }) => outcome === 'failed');
  expect(failed?.step.kind).toBe('instance.start');
  expect(failed?.error).toMatchObject({
    next: expect.stringMatching(`terminate ${id} .* and write \`subnets: \\[${subnets.b}`),
  });
}, 60_000);

it('a mesh whose instances are there costs no further call', async () => {
  const name = fresh();
  const parsed = spec(name);
  const calls = (since: number): readonly string[] =>
    sandbox
      .requests()
      .slice(since)
      .map(({ action }) => action)
      .filter((action) => action === 'DescribeAvailabilityZones' || action === 'DescribeInstanceTypeOfferings');
  const before = sandbox.requests().length;
  await run(parsed);
  expect(calls(before)).toHaveLength(4);
  const after = sandbox.requests().length;
  await planMesh(parsed, tools());
  expect(calls(after)).toEqual([]);
}, 60_000);

it('vCPUs that do not suffice are told before anything is made, and a quota that may not be read is a note', async () => {
  const parsed = spec(fresh());
  const preflight = async () => {
    const { mesh: desired, observation, plan } = await planMesh(parsed, tools());
    return accountPreflight(cloud, desired, observation, plan);
  };
  await settings({ quotas: { vcpus: 1 } });
  try {
    expect((await preflight()).obstacles).toEqual(
      ['us-east-1', 'us-east-2'].map((region) => ({
        what: expect.stringMatching(new RegExp(`^${region} uses \\d+ of 1 vCPUs, and the mesh needs 2 more`)),
        next: expect.stringContaining('L-1216C47A'),
      })),
    );
    const failed = (await run(parsed)).filter(({ step }) => step.kind === 'instance.run');
    expect(failed.map(({ error }) => error?.message)).toEqual(
      Array(2).fill(expect.stringContaining('VcpuLimitExceeded')),
    );
  } finally {
    await settings({ quotas: { vcpus: 64 } });
  }
  await faults([{ service: 'servicequotas', action: 'GetServiceQuota', effect: { kind: 'deny' } }]);
  const { obstacles, notes } = await preflight();
  expect(obstacles).toEqual([]);
  expect(notes.filter((note) => note.includes('could not read the vCPU quota'))).toHaveLength(2);
}, 60_000);

async function inZoneA(): Promise<string> {
  const parsed = spec('nothing');
  const { observation } = await planMesh(parsed, tools());
  return given(observation.regions[0]?.subnets.find(({ zone }) => zone === 'us-east-1a')).id;
}
