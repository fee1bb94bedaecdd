/** What a concentrator needs from AWS before its instance, and the instance. */
import type { DesiredConcentrator } from './desired.ts';
import { OperatorError } from './errors.ts';
import { meshResourceName, tagKeys } from './names.ts';
import type { Planning } from './plan.ts';
import { defaultRulesPerGroup, leanRules, missingRules, ruleKey, spreadRules, temporaryRule } from './rules.ts';
import type { Step } from './steps.ts';

export interface CloudSteps {
  readonly steps: readonly Step[];
  /** Concentrators that get a new instance in this plan. */
  readonly fresh: ReadonlySet<string>;
}

export function cloudSteps(planning: Planning): CloudSteps {
  const { mesh } = planning;
  const fresh = new Set(
    mesh.concentrators.filter(({ name }) => planning.standing(name).instance === undefined).map(({ name }) => name),
  );
  const regions = [...new Set(mesh.concentrators.map(({ region }) => region))];
  return {
    steps: [
      ...roleSteps(planning),
      ...regions.flatMap((region) => regionSteps(planning, region)),
      ...mesh.concentrators.flatMap((one) => concentratorSteps(planning, one)),
    ],
    fresh,
  };
}

function roleSteps({ mesh, observation: { iam } }: Planning): readonly Step[] {
  const name = meshResourceName(mesh.name);
  for (const [what, tags] of [
    ['role', iam.role?.tags],
    ['instance profile', iam.profile?.tags],
  ] as const) {
    if (tags !== undefined && tags[tagKeys.mesh] !== mesh.name) {
      throw new OperatorError(
        `the IAM ${what} ${name} exists and is not the mesh's (it lacks the tag ${tagKeys.mesh}=${mesh.name})`,
        'rename or delete it, or give the mesh another name',
      );
    }
  }
  const face = { concentrator: null, region: null, risk: 'safe', change: 'create' } as const;
  const steps: Step[] = [];
  if (iam.role?.policy === undefined) {
    steps.push({
      ...face,
      id: 'role',
      kind: 'role.create',
      describe: `role ${name}: may ship logs to ${mesh.logGroup}, nothing else`,
      dependsOn: [],
    });
  }
  if (iam.profile === undefined || !iam.profile.roles.includes(name)) {
    steps.push({
      ...face,
      id: 'profile',
      kind: 'profile.create',
      describe: `instance profile ${name} with the role`,
      dependsOn: ['role'],
    });
  }
  return steps;
}

function regionSteps({ mesh, region }: Planning, name: string): readonly Step[] {
  const observed = region(name);
  const days = mesh.spec.logs.retentionDays;
  const face = { concentrator: null, region: name, risk: 'safe' } as const;
  const steps: Step[] = [];
  if (observed.logGroup === undefined) {
    steps.push({
      ...face,
      id: `${name}/logs`,
      kind: 'logs.create',
      change: 'create',
      describe: `log group ${mesh.logGroup} in ${name}`,
      dependsOn: [],
    });
  }
  if (observed.logGroup?.retentionDays !== days) {
    steps.push({
      ...face,
      id: `${name}/logs-retention`,
      kind: 'logs.retention',
      change: 'update',
      describe: `log group ${mesh.logGroup} in ${name}: keep events ${days} days`,
      dependsOn: [`${name}/logs`],
    });
  }
  const key = meshResourceName(mesh.name);
  if (!observed.keyPairs.some((one) => one.name === key && one.tags[tagKeys.mesh] === mesh.name)) {
    steps.push({
      ...face,
      id: `${name}/key`,
      kind: 'key.import',
      change: 'create',
      describe: `key pair ${key} in ${name} from your SSH public key`,
      dependsOn: [],
    });
  }
  return steps;
}

function concentratorSteps(planning: Planning, one: DesiredConcentrator): readonly Step[] {
  const { name, region } = one;
  const { groups, interface: nic, address, instance } = planning.standing(name);
  const face = { concentrator: name, region, risk: 'safe' } as const;
  const steps: Step[] = [];
  one.groupNames.forEach((groupName, index) => {
    if (groups.some((group) => group.name === groupName)) return;
    steps.push({
      ...face,
      id: groupId(name, index),
      kind: 'group.create',
      change: 'create',
      groupName,
      describe: `security group ${groupName} in ${one.vpcId}`,
      dependsOn: index === 0 ? [] : [groupId(name, 0)],
    });
  });
  const groupIds = one.groupNames.map((_, index) => groupId(name, index));
  if (address === undefined) {
    steps.push({
      ...face,
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
      ...face,
      id: `${name}/interface`,
      kind: 'interface.create',
      change: 'create',
      describe: `network interface in ${one.subnetId}`,
      dependsOn: groupIds,
    });
  } else if (
    !one.groupNames.every((wanted) => groups.some(({ name: has, id }) => has === wanted && nic.groupIds.includes(id)))
  ) {
    steps.push({
      ...face,
      id: `${name}/interface-groups`,
      kind: 'interface.groups',
      change: 'update',
      describe: `${nic.id}: put it into its security groups`,
      dependsOn: groupIds,
    });
  }
  if (nic?.sourceDestCheck ?? true) {
    steps.push({
      ...face,
      id: `${name}/check`,
      kind: 'interface.check',
      change: 'update',
      describe: `${nic?.id ?? 'the interface'}: source/dest check off, so that it may forward`,
      dependsOn: [`${name}/interface`],
    });
  }
  if (address === undefined || nic === undefined || address.interfaceId !== nic.id) {
    steps.push({
      ...face,
      id: `${name}/associate`,
      kind: 'address.associate',
      change: 'update',
      describe: `${address?.ip ?? 'the Elastic IP'} on ${nic?.id ?? 'the interface'}`,
      dependsOn: [`${name}/address`, `${name}/interface`],
    });
  }
  if (instance === undefined) {
    steps.push({
      ...face,
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
      ...face,
      id: `${name}/start`,
      kind: 'instance.start',
      change: 'update',
      describe: `start ${instance.id}, which is ${instance.state}`,
      dependsOn: [],
    });
  }
  return steps;
}

/** Step id of the n-th group. */
export function groupId(concentrator: string, index: number): string {
  return `${concentrator}/group${index === 0 ? '' : `-${index + 1}`}`;
}

function ruleSteps(planning: Planning, one: DesiredConcentrator): readonly Step[] {
  const { name, region } = one;
  const peers = one.peers.map((peer) => planning.standing(peer).address?.ip);
  const wanted = wantedGroups(
    planning,
    one,
    peers.map((ip) => ip ?? 'unknown'),
  );
  return one.groupNames.flatMap((groupName, index): Step[] => {
    const group = planning.standing(name).groups.find((each) => each.name === groupName);
    const rules = wanted[index] ?? [];
    const missing = missingRules(rules, group?.ingress ?? []).length;
    const keys = new Set(rules.map(ruleKey));
    const stale = planning
      .region(region)
      .rules.filter(
        (rule) =>
          rule.groupId === group?.id && !keys.has(ruleKey(rule)) && temporaryRule(rule.description) === undefined,
      ).length;
    if (missing === 0 && stale === 0) return [];
    const what = [missing > 0 ? `${missing} rules to add` : '', stale > 0 ? `${stale} to remove` : '']
      .filter(Boolean)
      .join(', ');
    return [
      {
        concentrator: name,
        region,
        risk: 'safe',
        id: `${groupId(name, index)}-rules`,
        kind: 'group.rules',
        change: 'update',
        groupName,
        describe: `security group ${groupName}: ${what} (UDP 500 and 4500 and ICMP from each peer, all from ${one.vpcCidrs.join(', ')})`,
        dependsOn: [groupId(name, index), ...one.peers.map((peer) => `${peer}/address`)],
      },
    ];
  });
}

/** The standing rules of each of a concentrator's groups, given its peers' addresses in the order of `peers`. */
export function wantedGroups(
  { mesh }: Pick<Planning, 'mesh'>,
  one: DesiredConcentrator,
  addresses: readonly string[],
): ReturnType<typeof spreadRules> {
  return spreadRules(leanRules({ ownCidrs: one.vpcCidrs, peers: addresses }), {
    perGroup: defaultRulesPerGroup,
    reserved: mesh.spec.ssh.from.length,
  });
}
