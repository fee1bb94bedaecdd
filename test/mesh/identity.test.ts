import { describe, expect, it } from 'vitest';
import { tagKeys } from '#mesh/names.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import { planApply } from '#mesh/plan/plan.ts';
import type { Plan, Step } from '#mesh/plan/steps.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import { parseSpec } from '#mesh/spec/spec.ts';
import { builtAws, emptyAws, specOf } from '../support/observations.ts';

const two = ['us-east-1', 'us-east-2'];
const built = builtAws(resolveMesh(specOf(two), emptyAws()), 'same');

function planFor(members: string, observation: MeshObservation = built): Plan {
  const parsed = parseSpec(`mesh: corp\nmembers:\n${members}ssh: {from: [192.0.2.7/32]}\n`, 'vpnmesh.yaml');
  const mesh = resolveMesh(parsed, observation);
  return planApply(mesh, observation, { now: new Date(), digest: () => 'same', visitAll: false });
}

const of = (plan: Plan, kind: Step['kind']): readonly Step[] => plan.steps.filter((step) => step.kind === kind);

describe('a member that is renamed', () => {
  const plan = planFor('  - {name: hub, region: us-east-1, vpc: main}\n  - {region: us-east-2, vpc: main}\n');

  it('has its routes led to the new interface, never deleted', () => {
    const routes = of(plan, 'route.replace').map(({ id }) => id);
    expect(routes).toEqual(['hub/route/rtb-00000021/10.3.0.0/16', 'hub/route/rtb-00000022/10.3.0.0/16']);
    expect(of(plan, 'route.delete')).toEqual([]);
  });

  it('loses its old host only when the routes lead elsewhere', () => {
    const [terminate] = of(plan, 'instance.terminate');
    expect(terminate?.concentrator).toBe('us-east-1');
    expect(terminate?.dependsOn).toEqual(expect.arrayContaining(of(plan, 'route.replace').map(({ id }) => id)));
  });
});

describe('a name that moves to another region', () => {
  const before = builtAws(
    resolveMesh(
      parseSpec('mesh: corp\nmembers:\n  - {region: us-east-1, vpc: main}\n  - {region: us-east-2, vpc: main}\n', 'x'),
      emptyAws(),
    ),
    'same',
  );
  const plan = planFor(
    '  - {name: us-east-1, region: eu-west-1, vpc: main}\n  - {region: us-east-2, vpc: main}\n',
    before,
  );

  it('is built anew there, from nothing of the old place', () => {
    expect(
      plan.steps.filter(({ region, change }) => region === 'eu-west-1' && change === 'create').map(({ kind }) => kind),
    ).toEqual(expect.arrayContaining(['group.create', 'address.allocate', 'interface.create', 'instance.run']));
  });

  it('leaves nothing in the old one', () => {
    const gone = plan.steps.filter(({ region, change }) => region === 'us-east-1' && change === 'delete');
    expect(gone.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'instance.terminate',
        'address.release',
        'interface.delete',
        'group.delete',
        'key.delete',
      ]),
    );
  });
});

describe('an Elastic IP of the name that is on no interface', () => {
  it('is used, not released and allocated again', () => {
    const waiting: MeshObservation = {
      ...built,
      regions: built.regions.map((region) =>
        region.region !== 'us-east-1'
          ? region
          : {
              ...region,
              interfaces: [],
              instances: [],
              groups: region.groups.filter(({ tags }) => tags[tagKeys.mesh] === undefined),
              addresses: region.addresses.map(({ interfaceId: _, ...one }) => one),
              routeTables: region.routeTables.map((table) => ({
                ...table,
                routes: table.routes.filter(({ target }) => target.kind !== 'interface'),
              })),
            },
      ),
    };
    const plan = planFor('  - {region: us-east-1, vpc: main}\n  - {region: us-east-2, vpc: main}\n', waiting);
    expect(of(plan, 'address.allocate')).toEqual([]);
    expect(of(plan, 'address.release')).toEqual([]);
    expect(of(plan, 'address.associate')).toHaveLength(1);
  });
});

describe('the regions of a mesh', () => {
  const three =
    '  - {region: us-east-1, vpc: main}\n  - {region: us-east-2, vpc: main}\n  - {region: eu-west-1, vpc: main}\n';

  it('are put on record before anything is made in a new one', () => {
    const plan = planFor(three);
    const [record] = of(plan, 'role.regions');
    expect(record).toMatchObject({ regions: ['eu-west-1'] });
    const [group] = of(plan, 'group.create');
    expect(group?.dependsOn).toContain(record?.id);
  });

  it('are forgotten when all of the mesh is gone from one, and not before', () => {
    const whole = builtAws(resolveMesh(specOf(['eu-west-1', ...two]), emptyAws()), 'same');
    const plan = planFor('  - {region: us-east-1, vpc: main}\n  - {region: us-east-2, vpc: main}\n', whole);
    const [forget] = of(plan, 'role.forget');
    expect(forget).toMatchObject({ regions: ['eu-west-1'] });
    const gone = of(plan, 'group.delete').filter(({ region }) => region === 'eu-west-1');
    expect(forget?.dependsOn).toEqual(expect.arrayContaining(gone.map(({ id }) => id)));
  });
});
