import { describe, expect, it } from 'vitest';
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { OperatorError, SpecError } from '#mesh/errors.ts';
import { temporaryDescription } from '#mesh/ingress-rules.ts';
import { tagKeys } from '#mesh/names.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import { planDestroy } from '#mesh/plan/destroy.ts';
import { planApply } from '#mesh/plan/plan.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import { builtAws, emptyAws, regionNames, specOf } from '../../support/observations.ts';

const now = new Date('2026-11-24T12:00:00Z');
const two = ['us-east-1', 'us-east-2'];

function meshOf(regions: readonly string[], observation = emptyAws()): DesiredMesh {
  return resolveMesh(specOf(regions), observation);
}

function plan(regions: readonly string[], observation: MeshObservation, digest: string | undefined = 'same'): Plan {
  return planApply(resolveMesh(specOf(regions), observation), observation, {
    now,
    digest: () => digest,
    visitAll: false,
  });
}

const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id);

/** The observation with one region changed. */
function but(
  observation: MeshObservation,
  region: string,
  change: (one: RegionObservation) => Partial<RegionObservation>,
): MeshObservation {
  return {
    ...observation,
    regions: observation.regions.map((one) => (one.region === region ? { ...one, ...change(one) } : one)),
  };
}

describe('apply on an empty AWS', () => {
  const made = plan(two, emptyAws(), undefined);

  it('plans every step before those that need it', () => {
    const seen = new Set<string>();
    for (const step of made.steps) {
      for (const id of step.dependsOn) expect(seen, `${step.id} needs ${id}`).toContain(id);
      seen.add(step.id);
    }
  });

  it('makes groups, interface and address before the instance, and loads the responder before its initiator', () => {
    const step = (id: string) => made.steps.find((one) => one.id === id);
    expect(step('us-east-1/instance')?.dependsOn).toEqual(
      expect.arrayContaining(['us-east-1/associate', 'us-east-1/check', 'us-east-1/group-rules', 'profile']),
    );
    expect(step('us-east-1/configure')?.dependsOn).toContain('us-east-2/configure');
    expect(step('us-east-2/configure')?.dependsOn).not.toContain('us-east-1/configure');
    expect(step('us-east-1/route/rtb-00000021/10.3.0.0/16')?.dependsOn).toContain('us-east-1/initiate');
  });

  it('closes SSH last, whatever happens before', () => {
    const close = made.steps.filter(({ kind }) => kind === 'ssh.close');
    expect(close).toHaveLength(2);
    for (const step of close)
      expect(step).toMatchObject({ always: true, dependsOn: expect.arrayContaining(['verify']) });
  });

  it('prepares no host before the addresses and instances of its peers are there', () => {
    const prepare = made.steps.find(({ id }) => id === 'us-east-1/prepare');
    expect(prepare?.dependsOn).toEqual(expect.arrayContaining(['us-east-2/address', 'us-east-2/instance']));
  });

  it('puts a route to the other member into every table', () => {
    expect(ids(made).filter((id) => id.includes('/route/'))).toEqual([
      'us-east-1/route/rtb-00000021/10.3.0.0/16',
      'us-east-1/route/rtb-00000022/10.3.0.0/16',
      'us-east-2/route/rtb-00000031/10.2.0.0/16',
      'us-east-2/route/rtb-00000032/10.2.0.0/16',
    ]);
  });
});

describe('apply on a mesh that stands', () => {
  const mesh = meshOf(two);
  const built = builtAws(mesh, 'same');

  it('plans nothing and says that the hosts were not looked at', () => {
    const made = plan(two, built);
    expect(ids(made)).toEqual([]);
    expect(made.notes).toEqual([expect.stringContaining('hosts not visited')]);
  });

  it('visits both hosts of the pair when one is to change, and configures that one only', () => {
    const drifted = but(built, 'us-east-1', ({ instances }) => ({
      instances: instances.map((one) => ({ ...one, tags: { ...one.tags, [tagKeys.applied]: 'older' } })),
    }));
    const kinds = plan(two, drifted).steps.map(({ id }) => id);
    expect(kinds).toEqual(
      expect.arrayContaining([
        'us-east-1/prepare',
        'us-east-2/prepare',
        'us-east-1/configure',
        'us-east-1/ssh-close',
        'us-east-2/ssh-close',
      ]),
    );
    expect(kinds).not.toContain('us-east-2/configure');
  });

  it('replaces an instance that was terminated behind the same interface and address', () => {
    const lost = but(built, 'us-east-2', ({ instances, interfaces }) => ({
      instances: instances.map((one) => ({ ...one, state: 'terminated', interfaceIds: [] })),
      interfaces: interfaces.map(({ instanceId: _, ...rest }) => rest),
    }));
    const made = ids(plan(two, lost, undefined));
    expect(made).toContain('us-east-2/instance');
    expect(made.filter((id) => /address|interface|group|associate/.test(id))).toEqual([]);
  });

  it.each([
    [
      'the source/dest check',
      'us-east-1/check',
      ({ interfaces }: RegionObservation) => ({
        interfaces: interfaces.map((one) => ({ ...one, sourceDestCheck: true })),
      }),
    ],
    [
      'a blackhole of ours',
      'us-east-1/route/rtb-00000022/10.3.0.0/16',
      ({ routeTables }: RegionObservation) => ({
        routeTables: routeTables.map((table) => ({
          ...table,
          routes: table.routes.map((route) =>
            table.id === 'rtb-00000022' && route.target.kind === 'interface' ? { ...route, blackhole: true } : route,
          ),
        })),
      }),
    ],
    [
      'a stopped instance',
      'us-east-1/start',
      ({ instances }: RegionObservation) => ({
        instances: instances.map((one) => ({ ...one, state: 'stopped' as const })),
      }),
    ],
    [
      'an address that was taken off',
      'us-east-1/associate',
      ({ addresses }: RegionObservation) => ({ addresses: addresses.map(({ interfaceId: _, ...one }) => one) }),
    ],
    [
      'the retention',
      'us-east-1/logs-retention',
      ({ logGroup }: RegionObservation) => ({
        logGroup: { ...logGroup, name: '/vpnmesh/corp', tags: logGroup?.tags, retentionDays: 7 },
      }),
    ],
    [
      'a lost IKE rule',
      'us-east-1/group-rules',
      ({ groups }: RegionObservation) => ({
        groups: groups.map((one) => ({ ...one, ingress: one.ingress.filter(({ from }) => from !== 4500) })),
      }),
    ],
    [
      'a service group that lost ICMP',
      'us-east-1/services/sg-00000029',
      ({ groups }: RegionObservation) => ({
        groups: groups.map((one) => (one.name === 'services' ? { ...one, ingress: [] } : one)),
      }),
    ],
  ] as const)('repairs %s with that one step', (_, id, change) => {
    expect(ids(plan(two, but(built, 'us-east-1', change)))).toEqual([id]);
  });

  it('clears SSH that a killed run left, and leaves what an operator opened for a while', () => {
    const rule = (by: 'run' | 'operator', until: string) => ({
      protocol: 'tcp' as const,
      from: 22,
      to: 22,
      cidr: '192.0.2.7/32',
      id: `sgr-${by}`,
      groupId: 'sg-00000021',
      description: temporaryDescription(by, new Date(until)),
    });
    const left = (by: 'run' | 'operator', until: string) =>
      ids(
        plan(
          two,
          but(built, 'us-east-1', ({ rules }) => ({ rules: [...rules, rule(by, until)] })),
        ),
      );
    expect(left('run', '2026-11-24T12:30:00Z')).toEqual(['us-east-1/ssh-close']);
    expect(left('operator', '2026-11-24T12:30:00Z')).toEqual([]);
    expect(left('operator', '2026-11-24T11:30:00Z')).toEqual(['us-east-1/ssh-close']);
  });

  it('refuses a route of somebody else to one of our networks', () => {
    const foreign = { destination: '10.3.0.0/16', target: { kind: 'other', id: 'pcx-1' }, blackhole: false } as const;
    const taken = but(built, 'us-east-1', ({ routeTables }) => ({
      routeTables: routeTables.map((table) => ({
        ...table,
        routes: [...table.routes.filter(({ target }) => target.kind !== 'interface'), foreign],
      })),
    }));
    expect(() => plan(two, taken)).toThrow(OperatorError);
    expect(() => plan(two, taken)).toThrow(
      /rtb-00000021 in us-east-1 has a route to 10\.3\.0\.0\/16 that is not the mesh's \(target pcx-1\)/,
    );
  });

  it('takes a double away and keeps what serves', () => {
    const doubled = but(built, 'us-east-1', ({ addresses }) => ({
      addresses: [
        ...addresses,
        ...addresses.map(({ interfaceId: _, ...one }) => ({
          ...one,
          allocationId: 'eipalloc-double',
          ip: '198.51.100.99',
        })),
      ],
    }));
    expect(ids(plan(two, doubled))).toEqual(['us-east-1/release/eipalloc-double']);
  });
});

describe('a member that left the spec', () => {
  const three = builtAws(meshOf(regionNames), 'same');
  const made = plan(two, three, 'other');

  it('is taken away with its rules, its key pair and the routes that led to it', () => {
    const gone = made.steps.filter(({ change }) => change === 'delete').map(({ kind, region }) => `${region} ${kind}`);
    expect(gone).toEqual(
      expect.arrayContaining([
        'eu-west-1 instance.terminate',
        'eu-west-1 address.release',
        'eu-west-1 interface.delete',
        'eu-west-1 group.delete',
        'eu-west-1 key.delete',
        'eu-west-1 rules.revoke',
        'us-east-1 route.delete',
        'us-east-2 route.delete',
      ]),
    );
    expect(gone.filter((one) => /^us-.*(terminate|release|interface|group)/.test(one))).toEqual([]);
  });

  it('goes only after the others have stopped sending', () => {
    const terminate = made.steps.find(({ kind }) => kind === 'instance.terminate');
    expect(terminate?.dependsOn).toEqual(expect.arrayContaining(['us-east-1/configure', 'us-east-2/configure']));
  });
});

describe('destroy', () => {
  it('plans nothing where nothing is ours, and leaves the log group', () => {
    expect(planDestroy('corp', emptyAws(), { deleteLogs: false, logGroup: '/vpnmesh/corp' }).steps).toEqual([]);
    const built = builtAws(meshOf(two), 'same');
    const made = planDestroy('corp', built, { deleteLogs: false, logGroup: '/vpnmesh/corp' });
    expect(made.steps.every(({ change }) => change === 'delete')).toBe(true);
    expect(made.notes).toEqual([expect.stringContaining('/vpnmesh/corp stays in us-east-1, us-east-2')]);
  });
});

describe('SSH', () => {
  const parsed = specOf(two);
  const withSsh = (ssh: Partial<(typeof parsed.spec)['ssh']>) => ({
    ...parsed,
    spec: { ...parsed.spec, ssh: { ...parsed.spec.ssh, ...ssh } },
  });

  it('that is to stay open is a standing rule, and is not closed at the end', () => {
    const mesh = resolveMesh(withSsh({ closeAfterSetup: false }), emptyAws());
    const made = planApply(mesh, emptyAws(), { now, digest: () => undefined, visitAll: false });
    expect(ids(made).filter((id) => id.endsWith('ssh-close'))).toEqual([]);
    expect(made.steps.find(({ id }) => id === 'us-east-1/group-rules')?.describe).toContain('5 rules to add');
  });

  it('from inside the mesh is refused unless the hosts are to accept it', () => {
    expect(() => resolveMesh(withSsh({ from: ['10.2.4.0/24'] }), emptyAws())).toThrow(
      /10\.2\.4\.0\/24 is in 10\.2\.0\.0\/16, a network of the mesh/,
    );
    expect(resolveMesh(withSsh({ from: ['10.2.4.0/24'], fromMesh: true }), emptyAws()).concentrators).toHaveLength(2);
  });
});

describe('a spec that does not fit the account', () => {
  it('is refused with the place: no such VPC, no public subnet, members that overlap', () => {
    const none = but(emptyAws(), 'us-east-2', () => ({ vpcs: [] }));
    expect(() => meshOf(two, none)).toThrow(/vpnmesh\.yaml:4:30: no VPC "main" in us-east-2/);
    const shut = but(emptyAws(), 'us-east-2', ({ routeTables }) => ({
      routeTables: routeTables.map((table) => ({ ...table, routes: [] })),
    }));
    expect(() => meshOf(two, shut)).toThrow(/no public subnet/);
    const same = but(emptyAws(), 'us-east-2', ({ vpcs }) => ({
      vpcs: vpcs.map((vpc) => ({ ...vpc, cidrs: ['10.2.0.0/16'] })),
    }));
    expect(() => meshOf(two, same)).toThrow(SpecError);
    expect(() => meshOf(two, same)).toThrow(/us-east-1 and us-east-2 overlap \(10\.2\.0\.0\/16 and 10\.2\.0\.0\/16\)/);
  });
});
