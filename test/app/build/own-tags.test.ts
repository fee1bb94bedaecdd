/** Tags that the spec gets later: apply puts them on everything that stands, by exactly its own policy, and once. */
import { DescribeLogGroupsCommand, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeInstancesCommand, DescribeTagsCommand } from '@aws-sdk/client-ec2';
import { GetInstanceProfileCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyOfCommand } from '#mesh/policy/document.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { type LeastOperator, leastOperator } from '../../support/least-operator.ts';

const regions = ['us-east-1', 'us-east-2'];
let operator: LeastOperator;
beforeAll(async () => {
  operator = await leastOperator('tags', regions);
}, 60_000);
afterAll(() => operator?.stop());

const services = 'securityGroups: {services: [default]}\n';
const tagged = (team: string): ParsedSpec => operator.spec(`${services}tags: {team: ${team}}\n`);
const onAws = /^(?!host\.|ssh\.|mesh\.)/;
const planned = async (spec: ParsedSpec): Promise<readonly string[]> =>
  (await operator.plan(spec)).steps.map(({ kind }) => kind).filter((kind) => onAws.test(kind));

/** AWS shows what is terminated for a while. */
async function terminated(region: string): Promise<readonly string[]> {
  const Filters = [{ Name: 'instance-state-name', Values: ['terminated'] }];
  const { Reservations = [] } = await operator.sandbox.ec2(region).send(new DescribeInstancesCommand({ Filters }));
  return Reservations.flatMap(({ Instances = [] }) => Instances).flatMap(({ InstanceId }) => InstanceId ?? []);
}

/** By kind of resource, the teams of what is the mesh's. */
async function teams(): Promise<Readonly<Record<string, readonly string[]>>> {
  const { sandbox } = operator;
  const found: (readonly [kind: string, team: string])[] = [];
  const add = (kind: string, team: string | undefined): void => {
    found.push([kind, team ?? 'none']);
  };
  for (const region of regions) {
    const { Tags = [] } = await sandbox.ec2(region).send(new DescribeTagsCommand({}));
    const ended = await terminated(region);
    const ours = Tags.filter(({ Key, ResourceId = '' }) => Key === 'vpnmesh:mesh' && !ended.includes(ResourceId));
    for (const { ResourceId, ResourceType } of ours)
      add(String(ResourceType), Tags.find((one) => one.ResourceId === ResourceId && one.Key === 'team')?.Value);
    const { logGroups = [] } = await sandbox.logs(region).send(new DescribeLogGroupsCommand({}));
    const resourceArn = logGroups[0]?.logGroupArn;
    const { tags = {} } = await sandbox.logs(region).send(new ListTagsForResourceCommand({ resourceArn }));
    add('log-group', tags.team);
  }
  const { Role } = await sandbox.iam().send(new GetRoleCommand({ RoleName: 'vpnmesh-tags' }));
  const named = { InstanceProfileName: 'vpnmesh-tags' };
  const { InstanceProfile } = await sandbox.iam().send(new GetInstanceProfileCommand(named));
  for (const [kind, Tags = []] of [
    ['role', Role?.Tags],
    ['instance-profile', InstanceProfile?.Tags],
  ] as const)
    add(kind, Tags.find(({ Key }) => Key === 'team')?.Value);
  const of = (kind: string) => [...new Set(found.filter(([each]) => each === kind).map(([, team]) => team))];
  return Object.fromEntries(found.map(([kind]) => [kind, of(kind)]));
}

const everything = (team: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    [
      ...['elastic-ip', 'instance', 'key-pair', 'network-interface', 'security-group', 'security-group-rule', 'volume'],
      ...['log-group', 'role', 'instance-profile'],
    ].map((kind) => [kind, [team]]),
  );

const mineOf = (spec: ParsedSpec) => policyOfCommand(spec.spec, 'apply');

describe('on a mesh that was built without tags', () => {
  beforeAll(async () => {
    await operator.administrators(1);
    expect(await operator.apply(operator.spec(services))).toEqual([]);
    expect(await teams()).toEqual(everything('none'));
  }, 60_000);

  it.each(['network', 'platform'])('everything gets team=%s, and a second plan is silent', async (team) => {
    await operator.holds(mineOf(tagged(team)));
    expect(await planned(tagged(team))).toEqual(
      expect.arrayContaining(['tags.set', 'rules.tags', 'logs.tags', 'role.tags', 'profile.tags']),
    );
    expect((await operator.apply(tagged(team))).filter((line) => !line.startsWith('hosts not'))).toEqual([]);
    expect(await planned(tagged(team))).toEqual([]);
    await operator.administrators(1);
    expect(await teams()).toEqual(everything(team));
  });

  it('volumes are listed for a plan of a spec with tags, and for no other', async () => {
    const asked = async (spec: ParsedSpec): Promise<number> => {
      const before = operator.sandbox.requests().length;
      await operator.plan(spec);
      const since = operator.sandbox.requests().slice(before);
      return since.filter(({ action }) => action === 'DescribeVolumes').length;
    };
    expect(await asked(tagged('platform'))).toBe(regions.length);
    expect(await asked(operator.spec(services))).toBe(0);
  });

  it.each(['ec2:DescribeVolumes', 'ec2:CreateTags', 'iam:TagRole', 'iam:TagInstanceProfile', 'logs:TagResource'])(
    '%s is missed where it is denied',
    async (action) => {
      const next = tagged(action.replace(':', '-'));
      expect(await operator.isMissed(action, mineOf(next), () => operator.apply(next))).toBe(true);
    },
  );

  it.each(['volume', 'security-group-rule', 'key-pair', 'network-interface', 'elastic-ip'])(
    'a denial for each kind is known before the first change: %s',
    async (type) => {
      const Resource = `arn:aws:ec2:*:*:${type}/*`;
      const Statement = [{ Effect: 'Deny', Action: 'ec2:CreateTags', Resource }];
      const all = { Effect: 'Allow', Action: ['*'], Resource: ['*'] };
      await operator.holds({ Statement: [all] });
      const bind = (levels: readonly (readonly object[])[]) =>
        operator.sandbox.post('/_sandbox/settings', { serviceControlPolicies: levels });
      await bind([[{ Version: '2012-10-17', Statement: [all, ...Statement] }]]);
      const { obstacles } = await operator.preflight(tagged(`no-${type}`));
      await bind([]);
      expect(obstacles.map(({ what }) => what).join()).toContain('ec2:CreateTags is denied');
    },
  );

  it('destroy takes all of it away', async () => {
    await operator.administrators(1);
    expect(await operator.destroy()).toEqual([]);
    const left = await Promise.all(
      regions.map(async (region) => {
        const { Tags = [] } = await operator.sandbox.ec2(region).send(new DescribeTagsCommand({}));
        const ended = await terminated(region);
        return Tags.filter(({ Key, ResourceId = '' }) => Key === 'vpnmesh:mesh' && !ended.includes(ResourceId));
      }),
    );
    expect(left.flat()).toEqual([]);
  });
});

describe('on a mesh that was built with tags', () => {
  it('nothing is left to do', { timeout: 60_000 }, async () => {
    await operator.administrators(1);
    await operator.apply(tagged('network'));
    expect(await planned(tagged('network'))).toEqual([]);
    expect(await teams()).toEqual(everything('network'));
    await operator.destroy();
  });
});
