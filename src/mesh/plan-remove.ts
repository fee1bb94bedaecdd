/** Taking away: members that left the spec, pieces that belong to nobody, and the whole mesh. */
import { meshResourceName, tagKeys } from './names.ts';
import type { MeshObservation, RegionObservation } from './observation.ts';
import { type OwnedConcentrator, ownedConcentrators, ownedRoutes, ownedServiceRules, standing } from './owned.ts';
import { type Planning, unseenNotes } from './plan.ts';
import { hostStepId } from './plan-hosts.ts';
import { revocation, routeDeletion } from './plan-traffic.ts';
import { type Plan, planOf, type Step } from './steps.ts';

/** Steps for concentrators that AWS has and the spec has no longer. */
export function departureSteps(planning: Planning): readonly Step[] {
  const { mesh, observation, owned } = planning;
  const staying = new Set(mesh.concentrators.map(({ name }) => name));
  const leaving = owned.filter(({ name }) => !staying.has(name));
  // The others stop sending first, then the host goes.
  const after = mesh.concentrators.map(({ name }) => hostStepId(name, 'host.configure'));
  return observation.regions.flatMap((region) => {
    const here = leaving.filter((one) => one.region === region.region);
    const kept = new Set(mesh.concentrators.filter((one) => one.region === region.region).map(({ vpcId }) => vpcId));
    return [
      ...here.flatMap((one) => removal(mesh.name, one, region, after)),
      ...serviceRemoval(mesh.name, region, kept),
      ...(kept.size === 0 ? keyRemoval(mesh.name, region) : []),
    ];
  });
}

/** Steps for doubles and left-overs of concentrators that stay: what serves is kept, the rest goes. */
export function spareSteps({ mesh, owned, ...planning }: Planning): readonly Step[] {
  return mesh.concentrators.flatMap(({ name, region, groupNames }) => {
    const all = owned.find((one) => one.name === name);
    if (all === undefined) return [];
    const used = standing(all);
    const spare: OwnedConcentrator = {
      ...all,
      groups: all.groups.filter((group) => !groupNames.includes(group.name)),
      interfaces: all.interfaces.filter(({ id }) => id !== used.interface?.id),
      addresses: all.addresses.filter(({ allocationId }) => allocationId !== used.address?.allocationId),
      instances: all.instances.filter(({ id, state }) => id !== used.instance?.id && state !== 'shutting-down'),
    };
    return removal(mesh.name, spare, planning.region(region), [`${name}/interface-groups`, `${name}/associate`]);
  });
}

/** Everything the mesh made, and nothing else. The log group stays unless told. */
export function planDestroy(
  mesh: string,
  observation: MeshObservation,
  options: { readonly deleteLogs: boolean; readonly logGroup: string },
): Plan {
  const owned = ownedConcentrators(mesh, observation);
  const regional = observation.regions.flatMap((region) => [
    ...owned.filter((one) => one.region === region.region).flatMap((one) => removal(mesh, one, region, [])),
    ...serviceRemoval(mesh, region, new Set()),
    ...keyRemoval(mesh, region),
    ...(options.deleteLogs && region.logGroup !== undefined ? [logRemoval(region, options.logGroup)] : []),
  ]);
  const logs = observation.regions.filter(({ logGroup }) => logGroup !== undefined).map(({ region }) => region);
  const kept =
    logs.length === 0 || options.deleteLogs
      ? []
      : [`the log group ${options.logGroup} stays in ${logs.join(', ')}; --delete-logs removes it too`];
  return planOf(
    mesh,
    [...regional, ...iamRemoval(mesh, observation, regional)],
    [...kept, ...unseenNotes(observation)],
  );
}

/** Routes first, so that nothing is sent to a host that goes; the group last, for it is what a later run finds us by. */
function removal(
  mesh: string,
  one: OwnedConcentrator,
  region: RegionObservation,
  after: readonly string[],
): readonly Step[] {
  const face = { concentrator: one.name, region: one.region, change: 'delete', risk: 'disruptive' } as const;
  const nics = new Set(one.interfaces.map(({ id }) => id));
  const routes = ownedRoutes(mesh, region)
    .filter(({ interfaceId }) => nics.has(interfaceId))
    .map(({ table, destination }) => routeDeletion(one, table.id, destination));
  const instances = one.instances.map(
    ({ id }): Step => ({
      ...face,
      id: `${one.name}/terminate/${id}`,
      kind: 'instance.terminate',
      instanceId: id,
      describe: `instance ${id}, its termination protection first`,
      dependsOn: [...after, ...routes.map((route) => route.id)],
    }),
  );
  const addresses = one.addresses.map(
    ({ allocationId, ip }): Step => ({
      ...face,
      id: `${one.name}/release/${allocationId}`,
      kind: 'address.release',
      allocationId,
      ip,
      describe: `Elastic IP ${ip} (${allocationId})`,
      dependsOn: [...after, ...routes, ...instances].map((step) => (typeof step === 'string' ? step : step.id)),
    }),
  );
  const interfaces = one.interfaces.map(
    ({ id }): Step => ({
      ...face,
      id: `${one.name}/interface-away/${id}`,
      kind: 'interface.delete',
      interfaceId: id,
      describe: `network interface ${id}`,
      dependsOn: [...after, ...[...routes, ...instances, ...addresses].map((step) => step.id)],
    }),
  );
  const groups = one.groups.map(
    ({ id, name }): Step => ({
      ...face,
      id: `${one.name}/group-away/${id}`,
      kind: 'group.delete',
      groupId: id,
      describe: `security group ${name} (${id})`,
      dependsOn: [...after, ...[...instances, ...addresses, ...interfaces].map((step) => step.id)],
    }),
  );
  return [...routes, ...instances, ...addresses, ...interfaces, ...groups];
}

/** Our rules in groups of VPCs that are not (or no longer) members. */
function serviceRemoval(mesh: string, region: RegionObservation, kept: ReadonlySet<string>): readonly Step[] {
  const staying = new Set(region.groups.filter(({ vpcId }) => kept.has(vpcId)).map(({ id }) => id));
  const rules = ownedServiceRules(mesh, region).filter(({ groupId }) => !staying.has(groupId));
  return [...new Set(rules.map(({ groupId }) => groupId))].map((groupId) =>
    revocation(
      region.region,
      groupId,
      rules.filter((rule) => rule.groupId === groupId).map(({ id }) => id),
    ),
  );
}

function keyRemoval(mesh: string, region: RegionObservation): readonly Step[] {
  return region.keyPairs
    .filter(({ tags }) => tags[tagKeys.mesh] === mesh)
    .map(
      ({ name }): Step => ({
        id: `${region.region}/key-away/${name}`,
        kind: 'key.delete',
        change: 'delete',
        concentrator: null,
        region: region.region,
        keyName: name,
        describe: `key pair ${name} in ${region.region}`,
        risk: 'safe',
        dependsOn: [],
      }),
    );
}

function logRemoval({ region }: RegionObservation, logGroup: string): Step {
  return {
    id: `${region}/logs-away`,
    kind: 'logs.delete',
    change: 'delete',
    concentrator: null,
    region,
    describe: `log group ${logGroup} in ${region} with all its events`,
    risk: 'disruptive',
    dependsOn: [],
  };
}

function iamRemoval(mesh: string, { iam }: MeshObservation, regional: readonly Step[]): readonly Step[] {
  const name = meshResourceName(mesh);
  const ours = (tags: Readonly<Record<string, string>> | undefined): boolean => tags?.[tagKeys.mesh] === mesh;
  const face = { concentrator: null, region: null, change: 'delete', risk: 'safe' } as const;
  const instances = regional.filter(({ kind }) => kind === 'instance.terminate').map(({ id }) => id);
  return [
    ...(ours(iam.profile?.tags)
      ? [
          {
            ...face,
            id: 'profile-away',
            kind: 'profile.delete',
            describe: `instance profile ${name}`,
            dependsOn: instances,
          } satisfies Step,
        ]
      : []),
    ...(ours(iam.role?.tags)
      ? [
          {
            ...face,
            id: 'role-away',
            kind: 'role.delete',
            describe: `role ${name}`,
            dependsOn: ['profile-away', ...instances],
          } satisfies Step,
        ]
      : []),
  ];
}
