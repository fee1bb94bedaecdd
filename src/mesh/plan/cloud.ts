/** A concentrator's AWS resources: first those that the instance needs, then the instance. */
import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import type { ObservedGroup, ObservedInterface } from '#mesh/observed/observation.ts';
import { logGroupNotes, regionSteps, regionsOf, roleSteps } from './account.ts';
import { groupId, ruleSteps } from './groups.ts';
import type { Planning } from './planning.ts';
import type { Step } from './steps.ts';

export interface CloudSteps {
  readonly steps: readonly Step[];
  /** Concentrators that get a new instance in this plan. */
  readonly fresh: ReadonlySet<string>;
  readonly notes: readonly string[];
}

export function cloudSteps(planning: Planning): CloudSteps {
  const { mesh } = planning;
  const fresh = new Set(
    mesh.concentrators.filter(({ name }) => planning.standing(name).instance === undefined).map(({ name }) => name),
  );
  const regions = regionsOf(mesh);
  return {
    steps: [
      ...roleSteps(planning),
      ...regions.flatMap((region) => regionSteps(planning, region)),
      ...mesh.concentrators.flatMap((one) => concentratorSteps(planning, one)),
    ],
    fresh,
    notes: regions.flatMap((region) => logGroupNotes(planning, region)),
  };
}

function concentratorSteps(planning: Planning, one: DesiredConcentrator): readonly Step[] {
  const { name, region } = one;
  const { groups, interface: nic, address, instance } = planning.standing(name);
  const base = { concentrator: name, region, risk: 'safe' } as const;
  const steps: Step[] = [];
  const first = planning.mesh.concentrators[0]?.name ?? name;
  one.groupNames.forEach((groupName, index) => {
    if (groups.some((group) => group.name === groupName)) return;
    steps.push({
      ...base,
      id: groupId(name, index),
      kind: 'group.create',
      change: 'create',
      groupName,
      describe: `security group ${groupName} in ${one.vpcId}`,
      // The first group is the mutex: the run that creates it owns the build, and nothing else is created before.
      // The role records the mesh's regions before anything exists in them.
      dependsOn: [
        'role',
        'role-regions',
        ...[groupId(index === 0 ? first : name, 0)].filter((id) => id !== groupId(name, index)),
      ],
    });
  });
  const groupIds = one.groupNames.map((_, index) => groupId(name, index));
  if (address === undefined) {
    steps.push({
      ...base,
      id: `${name}/address`,
      kind: 'address.allocate',
      change: 'create',
      describe: `Elastic IP for ${name}`,
      dependsOn: [groupId(name, 0)],
    });
  }
  steps.push(...ruleSteps(planning, one));
  if (nic === undefined) {
    steps.push({
      ...base,
      id: `${name}/interface`,
      kind: 'interface.create',
      change: 'create',
      describe: `network interface in ${one.subnetId}`,
      dependsOn: groupIds,
    });
  } else if (!wearsItsGroups(one, groups, nic)) {
    steps.push({
      ...base,
      id: `${name}/interface-groups`,
      kind: 'interface.groups',
      change: 'update',
      describe: `${nic.id}: attach its security groups`,
      dependsOn: groupIds,
    });
  }
  if (nic?.sourceDestCheck ?? true) {
    steps.push({
      ...base,
      id: `${name}/check`,
      kind: 'interface.check',
      change: 'update',
      describe: `${nic?.id ?? 'the interface'}: source/destination check off`,
      dependsOn: [`${name}/interface`],
    });
  }
  if (address === undefined || nic === undefined || address.interfaceId !== nic.id) {
    steps.push({
      ...base,
      id: `${name}/associate`,
      kind: 'address.associate',
      change: 'update',
      describe: `${address?.ip ?? 'the Elastic IP'} on ${nic?.id ?? 'the interface'}`,
      dependsOn: [`${name}/address`, `${name}/interface`],
    });
  }
  if (instance === undefined) {
    steps.push({
      ...base,
      id: `${name}/instance`,
      kind: 'instance.run',
      change: 'create',
      describe: `instance ${one.instanceType}, latest ${one.image}, IMDSv2, encrypted volume, termination protection`,
      dependsOn: [
        `${name}/associate`,
        `${name}/check`,
        `${name}/interface-groups`,
        ...groupIds.map((id) => `${id}-rules`),
        'profile',
        `${region}/key`,
        `${region}/logs`,
      ],
    });
  } else if (instance.state === 'stopped' || instance.state === 'stopping') {
    steps.push({
      ...base,
      id: `${name}/start`,
      kind: 'instance.start',
      change: 'update',
      describe: `start ${instance.id} (${instance.state})`,
      dependsOn: [],
    });
  }
  return steps;
}

/** In every desired group and in no other group of ours. Groups that others attached do not count. */
function wearsItsGroups(
  { groupNames }: DesiredConcentrator,
  groups: readonly ObservedGroup[],
  { groupIds }: ObservedInterface,
): boolean {
  const own = groups.filter(({ id }) => groupIds.includes(id)).map(({ name }) => name);
  return groupNames.every((name) => own.includes(name)) && own.every((name) => groupNames.includes(name));
}
