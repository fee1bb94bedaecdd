/** Tags of the operator's own, and the role's boundary and path, on a mesh that stands. */
import { describe, expect, it } from 'vitest';
import type { Tags } from '#mesh/names.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import { planApply } from '#mesh/plan/plan.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { builtAws, emptyAws, specOf } from '../../support/observations.ts';

const closed = 'hosts not visited: their state digest is unchanged, so SSH is not opened for them';
const two = ['us-east-1', 'us-east-2'];
const plain = specOf(two);
const built = builtAws(resolveMesh(plain, emptyAws()), 'same');

const having = (more: Partial<ParsedSpec['spec']>): ParsedSpec => ({ ...plain, spec: { ...plain.spec, ...more } });
const plan = (parsed: ParsedSpec, observation: MeshObservation = built) =>
  planApply(resolveMesh(parsed, observation), observation, { now: new Date(), digest: () => 'same', visitAll: false });
const tagging = (parsed: ParsedSpec, observation?: MeshObservation) =>
  plan(parsed, observation).steps.filter(({ kind }) => kind === 'tags.set');

describe('tags that the spec has got since', () => {
  const tagged = having({ tags: { team: 'network' } });
  const members = built.regions.filter(({ region }) => two.includes(region));
  const resources = members.flatMap(({ groups, interfaces, addresses, instances, volumes = [], keyPairs }) => [
    ...groups.filter(({ tags }) => tags['vpnmesh:mesh'] === 'corp').map(({ id }) => id),
    ...interfaces.map(({ id }) => id),
    ...addresses.map(({ allocationId }) => allocationId),
    ...[...instances, ...volumes, ...keyPairs].map(({ id }) => id),
  ]);

  it('are put on everything that stands, as steps that touch no host', () => {
    const { steps, notes } = plan(tagged);
    const kinds = ['tags.set', 'rules.tags', 'logs.tags', 'role.tags', 'profile.tags'];
    expect(steps.filter(({ kind }) => !kinds.includes(kind))).toEqual([]);
    expect(steps.every((step) => 'tags' in step && step.tags.team === 'network')).toBe(true);
    expect(
      tagging(tagged)
        .map((step) => 'resourceId' in step && step.resourceId)
        .toSorted(),
    ).toEqual(resources.toSorted());
    const rules = steps.flatMap((step) => (step.kind === 'rules.tags' ? step.ruleIds : []));
    expect(rules.toSorted()).toEqual(members.flatMap((one) => one.rules.map(({ id }) => id)).toSorted());
    expect(steps.filter(({ kind }) => kind === 'logs.tags').map(({ region }) => region)).toEqual(two);
    expect(steps.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['role.tags', 'profile.tags']));
    expect(notes).toEqual([closed]);
  });

  const carrying = <T extends { readonly tags?: Tags }>(all: readonly T[], team = 'network'): readonly T[] =>
    all.map((one) => ({ ...one, tags: { ...one.tags, team } }));
  const done: MeshObservation = {
    ...built,
    regions: built.regions.map((one) => ({
      ...one,
      instances: carrying(one.instances),
      addresses: carrying(one.addresses, 'other'),
    })),
  };

  it('are only those that differ', () => {
    const ids = tagging(tagged, done).map((step) => 'resourceId' in step && step.resourceId);
    const instances = members.flatMap((one) => one.instances.map(({ id }) => id));
    expect(ids.toSorted()).toEqual(resources.filter((id) => !instances.includes(id)).toSorted());
    expect(plan(plain, done).steps).toEqual([]);
  });

  it('are none once everything has them', () => {
    const { role, profile } = built.iam;
    const all: MeshObservation = {
      ...built,
      iam: {
        ...(role === undefined ? {} : { role: { ...role, tags: { ...role.tags, team: 'network' } } }),
        ...(profile === undefined ? {} : { profile: { ...profile, tags: { ...profile.tags, team: 'network' } } }),
      },
      regions: built.regions.map(({ logGroup, ...one }) => ({
        ...one,
        groups: carrying(one.groups.filter(({ tags }) => tags['vpnmesh:mesh'] === 'corp')).concat(
          one.groups.filter(({ tags }) => tags['vpnmesh:mesh'] === undefined),
        ),
        rules: carrying(one.rules),
        interfaces: carrying(one.interfaces),
        addresses: carrying(one.addresses),
        instances: carrying(one.instances),
        volumes: carrying(one.volumes ?? []),
        keyPairs: carrying(one.keyPairs),
        ...(logGroup === undefined ? {} : { logGroup: { ...logGroup, tags: { ...logGroup.tags, team: 'network' } } }),
      })),
    };
    expect(plan(tagged, all).steps).toEqual([]);
  });

  /** One member's region otherwise than it stands. */
  const changed = (change: (one: RegionObservation) => Partial<RegionObservation>): MeshObservation => ({
    ...built,
    regions: built.regions.map((one) => (one.region === 'us-east-1' ? { ...one, ...change(one) } : one)),
  });

  it('leave alone what this plan or SSH takes away, and what is not of the mesh', () => {
    const observation = changed((one) => ({
      logGroup: { name: '/vpnmesh/corp', tags: undefined },
      rules: one.rules.map((rule, n) => ({
        ...rule,
        ...(n === 0 ? { description: 'vpnmesh SSH opened by run until 2026-01-01T00:00:00Z' } : {}),
        ...(rule.groupId === 'sg-00000029' ? { cidr: '192.0.2.0/24' } : {}),
      })),
      volumes: (one.volumes ?? []).map(({ instanceId: _, ...rest }) => rest),
    }));
    const { steps } = plan(tagged, observation);
    const here = steps.filter(({ region }) => region === 'us-east-1');
    const rules = observation.regions.find(({ region }) => region === 'us-east-1')?.rules ?? [];
    const [temporary, ...own] = rules.filter(({ groupId }) => groupId !== 'sg-00000029');
    expect(temporary?.description).toContain('SSH');
    expect(here.flatMap((step) => (step.kind === 'rules.tags' ? step.ruleIds : []))).toEqual(own.map(({ id }) => id));
    expect(here.some(({ kind }) => kind === 'rules.revoke')).toBe(true);
    expect(here.some(({ kind }) => kind === 'logs.tags')).toBe(false);
    expect(here.some((step) => step.kind === 'tags.set' && step.resourceId.startsWith('vol-'))).toBe(false);
  });

  it('wait until the rules of the group are as they should be', () => {
    const observation = changed((one) => ({
      groups: one.groups.map((group) =>
        group.tags['vpnmesh:mesh'] === undefined ? group : { ...group, ingress: group.ingress.slice(1) },
      ),
    }));
    const { steps } = plan(tagged, observation);
    const [converging] = steps.filter(({ kind }) => kind === 'group.rules');
    const [step] = steps.filter((one) => one.kind === 'rules.tags' && one.groupId === 'sg-00000021');
    expect(step?.dependsOn).toEqual([converging?.id]);
  });

  it('cannot be compared on volumes that nobody may list, which a note says', () => {
    const unread = [{ about: 'volumes', action: 'ec2:DescribeVolumes', why: 'denied' }] as const;
    const { steps, notes } = plan(
      tagged,
      changed(({ volumes: _, ...rest }) => ({ ...rest, volumes: [], unread })),
    );
    expect(steps.some((step) => step.kind === 'tags.set' && step.region === 'us-east-1')).toBe(true);
    expect(notes).toEqual([
      closed,
      'us-east-1: could not read the volumes (ec2:DescribeVolumes: denied), so their tags are not compared with the spec',
    ]);
  });
});

describe("the role's boundary and path", () => {
  it('are said where they stand otherwise than in the spec, with what would change them', () => {
    const arn = 'arn:aws:iam::123456789012:policy/b';
    const { notes, steps } = plan(having({ iam: { rolePath: '/network/', permissionsBoundary: arn } }));
    expect(steps).toEqual([]);
    expect(notes.join()).toContain(
      `aws iam put-role-permissions-boundary --role-name vpnmesh-corp --permissions-boundary ${arn}`,
    );
    expect(notes.join()).toContain('has another path than /network/');
    expect(plan(plain).notes.join()).not.toContain('the role');
  });
});
