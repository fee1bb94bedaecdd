/** Tags of the operator's own, and the role's boundary and path, on a mesh that stands. */
import { describe, expect, it } from 'vitest';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import { planApply } from '#mesh/plan/plan.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { builtAws, emptyAws, specOf } from '../../support/observations.ts';

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

  it('are put on what stands, as steps that touch no host', () => {
    const { steps, notes } = plan(tagged);
    expect(steps.map(({ kind }) => kind)).toEqual(Array(8).fill('tags.set'));
    const ids = built.regions
      .filter(({ region }) => two.includes(region))
      .flatMap(({ groups, interfaces, addresses, instances }) => [
        ...groups.filter(({ tags }) => tags['vpnmesh:mesh'] === 'corp').map(({ id }) => id),
        ...interfaces.map(({ id }) => id),
        ...addresses.map(({ allocationId }) => allocationId),
        ...instances.map(({ id }) => id),
      ]);
    expect(steps.map((step) => (step.kind === 'tags.set' ? step.resourceId : '')).toSorted()).toEqual(ids.toSorted());
    expect(steps.every((step) => step.kind === 'tags.set' && step.tags.team === 'network')).toBe(true);
    expect(notes).toContainEqual(expect.stringContaining('keep the tags from their creation'));
  });

  it('are only those that differ', () => {
    const done: MeshObservation = {
      ...built,
      regions: built.regions.map((one) => ({
        ...one,
        instances: one.instances.map((each) => ({ ...each, tags: { ...each.tags, team: 'network' } })),
        addresses: one.addresses.map((each) => ({ ...each, tags: { ...each.tags, team: 'other' } })),
      })),
    };
    expect(tagging(tagged, done)).toHaveLength(6);
    expect(tagging(plain, done)).toEqual([]);
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
