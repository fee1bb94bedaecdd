/** Each landscape from end to end: what apply makes of it, what the audit says of that, and that destroy leaves it as it was. */
import { afterAll, describe, expect, it } from 'vitest';
import { planMesh } from '#app/build/apply.ts';
import { destroyMesh } from '#app/build/destroy.ts';
import { oddVpcName } from '#sandbox/landscapes/accounts.ts';
import { type LandscapeName, landscapeNames } from '#sandbox/landscapes/names.ts';
import { applyCloudSteps } from '../support/cloud-steps.ts';
import {
  complaints,
  type Ground,
  ground,
  refused,
  regions,
  verdicts,
  wholeLife,
  worldOf,
} from '../support/landscape-ground.ts';

type Story = (on: Ground, usual: readonly string[]) => Promise<void>;

const stories: Readonly<Record<LandscapeName, Story>> = {
  'ipv6-subnets': async (on, usual) => {
    const { complaints: said, subnets } = await wholeLife(on, on.spec());
    expect([said, subnets]).toEqual([usual, ['public-a', 'public-a']]);
  },
  'secondary-cidrs': async (on, usual) => {
    const { complaints: said } = await wholeLife(on, on.spec());
    expect(said).toEqual(usual);
  },
  'same-secondary-cidr': async (on, usual) => {
    await refused(
      on,
      on.spec(),
      /overlap \(100\.64\.0\.0\/16 and 100\.64\.0\.0\/16\)/,
      /advertise: \[10\.1\.0\.0\/16\]/,
    );
    const own = { 'us-east-1': 'advertise: [10.1.0.0/16]', 'us-east-2': 'advertise: [10.2.0.0/16]' };
    expect((await wholeLife(on, on.spec(own))).complaints).toEqual(usual);
  },
  'local-zones': async (on, usual) => {
    const local = { 'us-east-1': `subnets: [${on.id('us-east-1', 'subnets', 'local')}]` };
    await refused(on, on.spec(local), /us-east-1-bos-1a is not an availability zone \(local-zone\)/);
    const { complaints: said, subnets } = await wholeLife(on, on.spec());
    expect([said, subnets]).toEqual([usual, ['public-a', 'public-a']]);
  },
  'default-vpcs': async (on, usual) => {
    const defaultOf = (region: string): string =>
      on.sandbox.state().regions[region]?.vpcs?.find(({ isDefault }) => isDefault === true)?.id ?? '';
    const both = Object.fromEntries(regions.map((region) => [region, `vpc: ${defaultOf(region)}`]));
    await refused(on, on.spec(both), /overlap \(172\.31\.0\.0\/16 and 172\.31\.0\.0\/16\)/, /secondary CIDR/);
    const one = { 'us-east-1': `vpc: ${defaultOf('us-east-1')}` };
    expect((await wholeLife(on, on.spec(one))).complaints).toEqual(usual);
    expect((await wholeLife(on, on.spec())).complaints).toEqual(usual);
  },
  'full-subnets': async (on, usual) => {
    const full = on.id('us-east-1', 'subnets', 'public-a');
    await refused(on, on.spec({ 'us-east-1': `subnets: [${full}]` }), new RegExp(`${full}: no free address`));
    const { complaints: said, subnets } = await wholeLife(on, on.spec());
    expect([said, subnets]).toEqual([usual, ['public-b', 'public-b']]);
  },
  'missing-types': async (on, usual) => {
    const first = on.id('us-east-1', 'subnets', 'public-a');
    const words = /us-east-1a does not offer t3\.small \(us-east-1b, us-east-1c do\)/;
    await refused(on, on.spec({ 'us-east-1': `subnets: [${first}]` }), words);
    const { complaints: said, subnets } = await wholeLife(on, on.spec());
    expect([said, subnets]).toEqual([usual, ['public-b', 'public-b']]);
  },
  'edge-tables': async (on, usual) => {
    const edge = on.id('us-east-1', 'routeTables', 'edge');
    const named = { 'us-east-1': `routeTables: [${edge}]` };
    await refused(on, on.spec(named), new RegExp(`${edge} is the route table of gateway igw-`));
    expect((await wholeLife(on, on.spec())).complaints).toEqual(usual);
  },
  'other-routes': async (on, usual) => {
    const { notes, complaints: said } = await wholeLife(on, on.spec());
    expect(notes).toMatch(/sends 10\.2\.77\.0\/24 to pcx-\w+: this prefix is longer/);
    expect(notes).toMatch(/routes the prefix list pl-0\w+ to tgw-\w+/);
    expect(notes).not.toMatch(/pl-63a5400a|192\.168|10\.200|10\.201/);
    expect(said).toEqual(usual);
  },
  'propagated-routes': (on) =>
    refused(on, on.spec(), /has a route to 10\.2\.0\.0\/16 that is not the mesh's/, /stop the propagation/),
  'shared-vpc': (on) =>
    refused(on, on.spec(), /belongs to account 444455556666/, /run this with credentials of account 444455556666/),
  'block-public-access': async (on, usual) => {
    await refused(
      on,
      on.spec(),
      /has no public subnet that can hold a concentrator: subnet-\w+: VPC Block Public Access \(block-ingress\) blocks/,
      /create-vpc-block-public-access-exclusion --region us-east-2/,
    );
    const unread = [{ service: 'ec2', action: 'DescribeVpcBlockPublicAccessExclusions', effect: { kind: 'deny' } }];
    await on.sandbox.post('/_sandbox/faults', unread);
    const { obstacles, plan } = await planMesh(on.spec(), on.tools);
    expect(obstacles).toEqual([]);
    expect(plan.notes.join('\n')).toMatch(
      /\(block-ingress\) is on in us-east-2, and whether it excludes subnet-\w+, the subnet of us-east-2, could not be read/,
    );
    await on.sandbox.post('/_sandbox/faults', []);
    const { publicAccessExclusions = {} } = on.sandbox.state().settings;
    const open = { ...publicAccessExclusions, [on.id('us-east-2', 'subnets', 'public-b')]: 'allow-bidirectional' };
    await on.sandbox.post('/_sandbox/settings', { publicAccessExclusions: open });
    const parsed = on.spec();
    const later = async (): Promise<void> => {
      await on.sandbox.post('/_sandbox/settings', { publicAccessExclusions });
      expect(await verdicts(on, parsed, 'aws.network-acl')).toEqual(['fail', 'pass']);
      await on.sandbox.post('/_sandbox/faults', unread);
      expect(await verdicts(on, parsed, 'aws.network-acl')).toEqual(['pass', 'unknown']);
      await on.sandbox.post('/_sandbox/faults', []);
      await on.sandbox.post('/_sandbox/settings', { publicAccessExclusions: open });
    };
    const { complaints: said, subnets } = await wholeLife(on, parsed, later);
    expect([said, subnets]).toEqual([usual, ['public-a', 'public-b']]);
  },
  'ebs-key': async (on, usual) => {
    const parsed = on.spec();
    const before = worldOf(on.sandbox.state());
    const first = await applyCloudSteps(parsed, on.tools, { looking: true });
    expect(first.notes.join('\n')).toMatch(
      /us-east-1: EBS encrypts volumes with the default key arn:aws:kms:us-east-1:\d+:key\//,
    );
    expect(first.failed.find(({ step }) => step === 'us-east-1/instance')?.what).toMatch(
      /terminated instead of starting: The KMS key provided is in an incorrect state \(Client\.InvalidKMSKey\.InvalidState\)/,
    );
    expect(first.failed.find(({ step }) => step === 'us-east-1/instance')?.next).toMatch(/get-ebs-default-kms-key-id/);
    const keys = on.sandbox.state().settings.ebsKeys ?? {};
    const usable = Object.fromEntries(Object.entries(keys).map(([region, key]) => [region, { ...key, usable: true }]));
    expect((await on.sandbox.post('/_sandbox/settings', { ebsKeys: usable })).status).toBe(200);
    const second = await applyCloudSteps(parsed, on.tools, { looking: true });
    expect([second.failed, second.left]).toEqual([[], []]);
    expect(await complaints(on, parsed)).toEqual(usual);
    await destroyMesh(parsed, on.tools, { deleteLogs: true });
    await on.sandbox.idle();
    expect(worldOf(on.sandbox.state())).toEqual(before);
  },
  'odd-names': async (on, usual) => {
    await refused(
      on,
      on.spec({ 'us-east-1': 'vpc: twice' }),
      /2 VPCs in us-east-1 are named "?twice/,
      /use an id: vpc-/,
    );
    // Names of VPCs are listed in errors and by the wizard: on one line, and none of them blank.
    await refused(on, on.spec({ 'us-east-1': 'vpc: nowhere' }), /^[^\n\t]*use an existing one: vpc-[^\n\t]*\n*$/);
    const { vpcs } = await on.tools.cloud.region('us-east-1').survey();
    expect(vpcs.map(({ name }) => name).filter((name) => name !== undefined && /[\n\t]|^\s*$/.test(name))).toEqual([]);
    const byName = { 'us-east-1': `vpc: ${JSON.stringify(oddVpcName)}` };
    expect((await wholeLife(on, on.spec(byName))).complaints).toEqual(usual);
    const { notes, complaints: said } = await wholeLife(on, on.spec());
    expect(said).toEqual(usual);
    expect(notes).not.toContain('\u001b');
  },
  'managed-groups': async (on, usual) => {
    const managed = (): unknown => {
      const { groups = [], rules = [] } = on.sandbox.state().regions['us-east-1'] ?? {};
      const others = groups.filter(({ name }) => name !== 'services' && !name.startsWith('vpnmesh'));
      return rules.filter(({ groupId }) => others.some(({ id }) => id === groupId));
    };
    const before = managed();
    const standing = (): void => expect(managed()).toEqual(before);
    expect((await wholeLife(on, on.spec(), standing)).complaints).toEqual(usual);
  },
};

describe('a landscape', () => {
  let usual: readonly string[] | undefined;
  const open: { stop(): Promise<void> }[] = [];
  afterAll(() => Promise.all(open.map((one) => one.stop())));
  const start = async (name: LandscapeName | undefined): Promise<Ground> => {
    const made = await ground(name);
    open.push(made);
    return made;
  };
  /** What the audit says of a mesh without hosts where nothing is odd. */
  const inPlain = async (): Promise<readonly string[]> => {
    const on = await start(undefined);
    return (await wholeLife(on, on.spec())).complaints;
  };

  it.each(landscapeNames)('%s', async (name) => {
    usual ??= await inPlain();
    const on = await start(name);
    await stories[name](on, usual);
    expect(on.sandbox.complaints.filter((line) => !line.includes('KMS key'))).toEqual([]);
  });
});
