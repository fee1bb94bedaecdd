import { describe, expect, it } from 'vitest';
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import { planDestroy } from '#mesh/plan/destroy.ts';
import { planApply } from '#mesh/plan/plan.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import { builtAws, emptyAws, specOf } from '../support/observations.ts';

const two = ['us-east-1', 'us-east-2'];
const parsed = specOf(two);
const built = builtAws(resolveMesh(parsed, emptyAws()), 'same');

const plan = (observation: MeshObservation): Plan =>
  planApply(resolveMesh(parsed, observation), observation, { now: new Date(), digest: () => 'same', visitAll: false });

function but(region: string, change: (one: RegionObservation) => Partial<RegionObservation>): MeshObservation {
  return { ...built, regions: built.regions.map((one) => (one.region === region ? { ...one, ...change(one) } : one)) };
}

describe('what somebody else made under a name of ours', () => {
  it('a key pair is refused, not used', () => {
    const taken = but('us-east-1', ({ keyPairs }) => ({ keyPairs: keyPairs.map((one) => ({ ...one, tags: {} })) }));
    expect(() => plan(taken)).toThrow(/the key pair vpnmesh-corp in us-east-1 exists but is not the mesh's/);
  });

  it('a role in our instance profile is refused by its name', () => {
    const taken = {
      ...built,
      iam: { ...built.iam, profile: { arn: 'arn:…', tags: built.iam.role?.tags ?? {}, roles: ['admin'] } },
    };
    expect(() => plan(taken)).toThrow(/the instance profile vpnmesh-corp contains the role admin/);
  });

  it('a log group is used, keeps its retention, and stays at destroy', () => {
    const foreign = but('us-east-1', () => ({ logGroup: { name: '/vpnmesh/corp', tags: {}, retentionDays: 7 } }));
    const made = plan(foreign);
    expect(made.steps).toEqual([]);
    expect(made.notes.join('\n')).toMatch(/is not the mesh's: logs go there, its retention \(7 days\) stays/);
    const destroyed = planDestroy('corp', foreign, { deleteLogs: true, logGroup: '/vpnmesh/corp' });
    expect(destroyed.steps.filter(({ kind }) => kind === 'logs.delete').map(({ region }) => region)).toEqual([
      'us-east-2',
    ]);
    expect(destroyed.notes.join('\n')).toMatch(/in us-east-1 is not the mesh's/);
  });

  it('a log group whose tags cannot be read counts as theirs', () => {
    const unread = but('us-east-1', () => ({ logGroup: { name: '/vpnmesh/corp', tags: undefined, retentionDays: 7 } }));
    const destroyed = planDestroy('corp', unread, { deleteLogs: true, logGroup: '/vpnmesh/corp' });
    expect(destroyed.steps.some(({ kind, region }) => kind === 'logs.delete' && region === 'us-east-1')).toBe(false);
  });

  it('another mesh in our VPCs, or half of one, is named with its places and what follows', () => {
    const others = (observation: MeshObservation, ...regions: readonly string[]): MeshObservation => ({
      ...observation,
      regions: observation.regions.map((one) => {
        const [vpcId = ''] = one.groups.map((group) => group.vpcId);
        const tags = { 'vpnmesh:mesh': 'old', 'vpnmesh:role': 'group' };
        const group = { id: `sg-old-${one.region}`, vpcId, name: 'x', ingress: [], ruleCount: 0, tags };
        return regions.includes(one.region) ? { ...one, groups: [...one.groups, group] } : one;
      }),
    });
    const vpc = (region: string): string => built.regions.find((one) => one.region === region)?.groups[0]?.vpcId ?? '';
    const notes = plan(others(built, 'us-east-2')).notes.filter((note) => note.startsWith('another mesh'));
    expect(notes).toEqual([
      `another mesh, old, or what is left of it, is in ${vpc('us-east-2')} (us-east-2, sg-old-us-east-2): the two share a VPC only ` +
        'while they carry different networks, for a route of old to a network of corp stops apply; if old is not wanted any ' +
        'more, run `vpnmesh destroy` with its own spec',
    ]);
    expect(plan(others(built, 'us-east-1', 'us-east-2')).notes.join('\n')).toContain(
      `${vpc('us-east-1')} (us-east-1, sg-old-us-east-1) and ${vpc('us-east-2')} (us-east-2, sg-old-us-east-2)`,
    );
    // Elsewhere in the region it is nobody's business.
    const away = but('us-east-1', ({ groups }) => ({
      groups: groups.map((one) =>
        one.tags['vpnmesh:mesh'] === undefined ? { ...one, vpcId: 'vpc-away', tags: { 'vpnmesh:mesh': 'old' } } : one,
      ),
    }));
    expect(plan(away).notes.join('\n')).not.toContain('another mesh');
    expect(plan(built).notes.join('\n')).not.toContain('another mesh');
    const collides = others(
      but('us-east-1', ({ routeTables }) => ({
        routeTables: routeTables.map((one) => ({
          ...one,
          routes: one.routes.map((route) =>
            route.target.kind === 'interface' ? { ...route, target: { ...route.target, id: 'eni-old' } } : route,
          ),
        })),
      })),
      'us-east-1',
    );
    expect(() => plan(collides)).toThrow(/\(target eni-old; in this VPC there is also mesh old\)/);
  });

  it('a group on our interface stays there when ours shrink', () => {
    const extra = but('us-east-1', ({ interfaces, groups }) => ({
      interfaces: interfaces.map((one) => ({ ...one, groupIds: [...one.groupIds, 'sg-foreign'] })),
      groups: [...groups],
    }));
    expect(plan(extra).steps).toEqual([]);
  });
});

describe('what of ours is not as it should be', () => {
  it('a role with another policy gets the right one', () => {
    const role = {
      arn: 'x',
      tags: built.iam.role?.tags ?? {},
      policy: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    };
    const made = plan({ ...built, iam: { ...built.iam, role } });
    expect(made.steps.map(({ id, change }) => `${id} ${change}`)).toEqual(['role update']);
  });

  it('a second group that is needed no more leaves the interface before it goes', () => {
    const grown = but('us-east-1', ({ interfaces, groups }) => {
      const own = groups.find(({ name }) => name.startsWith('vpnmesh-'));
      return {
        interfaces: interfaces.map((one) => ({ ...one, groupIds: [...one.groupIds, 'sg-second'] })),
        groups:
          own === undefined ? groups : [...groups, { ...own, id: 'sg-second', name: `${own.name}-2`, ingress: [] }],
      };
    });
    const made = plan(grown);
    expect(made.steps.map(({ id }) => id)).toEqual(['us-east-1/interface-groups', 'us-east-1/group-away/sg-second']);
    expect(made.steps[1]?.dependsOn).toEqual(['us-east-1/interface-groups']);
  });

  it('an instance type that the spec no longer says is named, with what to do', () => {
    const small = but('us-east-1', ({ instances }) => ({
      instances: instances.map((one) => ({ ...one, instanceType: 't3.nano' })),
    }));
    const made = plan(small);
    expect(made.steps).toEqual([]);
    expect(made.notes.join('\n')).toMatch(/us-east-1 runs on t3\.nano, the spec says t3\.small/);
    expect([made.differs, plan(built).differs]).toEqual([true, undefined]);
  });
});

describe('destroy that may be killed', () => {
  const made = planDestroy('corp', built, { deleteLogs: false, logGroup: '/vpnmesh/corp' });

  it('takes the group last in its region, for it is what a later run finds the rest by', () => {
    const group = made.steps.find(({ kind, region }) => kind === 'group.delete' && region === 'us-east-1');
    const others = made.steps.filter(
      ({ kind, region }) => ['key.delete', 'rules.revoke'].includes(kind) && region === 'us-east-1',
    );
    expect(others).toHaveLength(2);
    expect(group?.dependsOn).toEqual(expect.arrayContaining(others.map(({ id }) => id)));
  });

  it('keeps the role while a region could not be looked at', () => {
    const blind = planDestroy(
      'corp',
      { ...built, unseen: [{ region: 'sa-east-1', why: 'denied' }] },
      { deleteLogs: false, logGroup: '/x' },
    );
    expect(blind.steps.filter(({ kind }) => kind === 'role.delete' || kind === 'profile.delete')).toEqual([]);
    expect(blind.notes.join('\n')).toMatch(/the IAM role and its instance profile stay/);
  });
});
