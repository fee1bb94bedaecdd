/** Making what a concentrator needs from AWS. Every handler may be called again after a kill: it finds what is there. */

import { clientToken } from '#app/client-token.ts';
import { desiredOf, type RunContext, regionOf } from '#app/context.ts';
import { latestImageFor } from '#app/images.ts';
import { rolePolicy } from '#app/role-policy.ts';
import { OperatorError } from '#mesh/errors.ts';
import { logsPolicyName, meshResourceName, ownershipTags, tagKeys } from '#mesh/names.ts';
import { wantedGroups } from '#mesh/plan-groups.ts';
import { missingRules, ruleKey, temporaryRule } from '#mesh/rules.ts';
import type { ConcentratorStep, MeshStep, RegionStep } from '#mesh/steps.ts';
import { CloudError } from '#ports/cloud.ts';

export async function roleStep(step: MeshStep, { cloud, mesh, observation }: RunContext): Promise<string> {
  const name = meshResourceName(mesh.name);
  switch (step.kind) {
    case 'role.create': {
      const policy = rolePolicy(observation, mesh.logGroup);
      await cloud.iam.createRole({ name, policyName: logsPolicyName, policy, tags: ownershipTags(mesh.name, 'role') });
      return name;
    }
    case 'profile.create':
      await cloud.iam.createProfile({ name, roleName: name, tags: ownershipTags(mesh.name, 'role') });
      return name;
    case 'profile.delete':
      await cloud.iam.deleteProfile({ name, roleName: name });
      return name;
    case 'role.delete':
      await cloud.iam.deleteRole({ name, policyName: logsPolicyName });
      return name;
    case 'mesh.verify':
      throw new Error('mesh.verify is carried out elsewhere');
  }
}

export async function regionStep(step: RegionStep, context: RunContext): Promise<string | undefined> {
  const region = context.cloud.region(step.region);
  const { mesh } = context;
  switch (step.kind) {
    case 'key.import': {
      const publicKey = await context.operatorKey();
      await region.importKey({ name: meshResourceName(mesh.name), publicKey, tags: ownershipTags(mesh.name, 'key') });
      return undefined;
    }
    case 'logs.create':
      await region.createLogGroup(mesh.logGroup, ownershipTags(mesh.name, 'logs'));
      return undefined;
    case 'logs.retention':
      await region.setRetention(mesh.logGroup, mesh.spec.logs.retentionDays);
      return undefined;
    case 'logs.delete':
      await region.deleteLogGroup(mesh.logGroup);
      return undefined;
    case 'key.delete':
      await region.deleteKey(step.keyName);
      return undefined;
    case 'rules.revoke':
      await region.revokeRules(step.groupId, step.ruleIds);
      return undefined;
  }
}

type Of<K extends ConcentratorStep['kind']> = Extract<ConcentratorStep, { readonly kind: K }>;

/** The group's name is unique in the VPC: whoever creates it first works there, anyone else stops. */
export async function createGroup(step: Of<'group.create'>, context: RunContext): Promise<string> {
  const { mesh, known, runId } = context;
  const one = desiredOf(context, step.concentrator);
  const region = regionOf(context, one.name);
  const tags = { ...ownershipTags(mesh.name, 'group', one.name), [tagKeys.run]: runId };
  const where = { name: step.groupName, vpcId: one.vpcId };
  let id: string;
  try {
    id = await region.createGroup({ ...where, description: `vpnmesh ${mesh.name}: concentrator ${one.name}`, tags });
  } catch (error) {
    if (!(error instanceof CloudError && error.kind === 'exists')) throw error;
    const there = await region.findGroup(where);
    const owner = there?.tags[tagKeys.run];
    if (there !== undefined && owner === runId) {
      id = there.id;
    } else {
      throw new OperatorError(
        there?.tags[tagKeys.mesh] === mesh.name
          ? `another run is building ${one.name} right now (${owner ?? 'unknown'} made security group ${there.id})`
          : `security group ${step.groupName} in ${one.vpcId} (${one.region}) exists and is not the mesh's`,
        there?.tags[tagKeys.mesh] === mesh.name
          ? 'wait until it has finished; if it is dead, run the same command again and it takes over'
          : 'rename or delete that group, or give the mesh another name',
      );
    }
  }
  known.learn(one.name, { groupIds: { [step.groupName]: id } });
  return id;
}

/** Brings one group's standing rules to what they should be; temporary SSH rules and other people's are left alone. */
export async function convergeRules(step: Of<'group.rules'>, context: RunContext): Promise<string> {
  const { mesh, known } = context;
  const one = desiredOf(context, step.concentrator);
  const region = regionOf(context, one.name);
  const groupId = known.get(one.name).groupIds[step.groupName];
  if (groupId === undefined)
    throw new OperatorError(`security group ${step.groupName} is not known`, 'run the same command again');
  const addresses = one.peers.map((peer) => known.demand(peer, 'address'));
  const wanted = wantedGroups({ mesh }, one, addresses)[one.groupNames.indexOf(step.groupName)] ?? [];
  const present = await region.groupRules(groupId);
  const keys = new Set(wanted.map(ruleKey));
  const stale = present.filter(
    (rule) =>
      rule.tags[tagKeys.mesh] === mesh.name &&
      !keys.has(ruleKey(rule)) &&
      temporaryRule(rule.description) === undefined,
  );
  const missing = missingRules(wanted, present).map((rule) => ({ rule, description: `vpnmesh ${mesh.name}` }));
  await region.addRules(groupId, missing, ownershipTags(mesh.name, 'rule', one.name));
  await region.revokeRules(
    groupId,
    stale.map(({ id }) => id),
  );
  return `${missing.length} added, ${stale.length} removed`;
}

export async function allocateAddress(concentrator: string, context: RunContext): Promise<string> {
  const made = await regionOf(context, concentrator).allocateAddress(
    ownershipTags(context.mesh.name, 'address', concentrator),
  );
  context.known.learn(concentrator, { allocationId: made.allocationId, address: made.ip });
  return made.ip;
}

export async function createInterface(concentrator: string, context: RunContext): Promise<string> {
  const { mesh, known } = context;
  const one = desiredOf(context, concentrator);
  const groupIds = groupIdsOf(context, concentrator);
  const made = await regionOf(context, concentrator).createInterface({
    subnetId: one.subnetId,
    groupIds,
    // The group's id makes the token differ after a destroy, when the old interface is gone for good.
    token: clientToken('nic', mesh.name, concentrator, groupIds.join(' ')),
    description: `vpnmesh ${mesh.name}: concentrator ${concentrator}`,
    tags: ownershipTags(mesh.name, 'interface', concentrator),
  });
  known.learn(concentrator, { interfaceId: made.id, privateIp: made.privateIp });
  return made.id;
}

export function groupIdsOf(context: RunContext, concentrator: string): readonly string[] {
  const { groupIds } = context.known.get(concentrator);
  return desiredOf(context, concentrator).groupNames.flatMap((name) => groupIds[name] ?? []);
}

export async function runInstance(concentrator: string, context: RunContext): Promise<string> {
  const { mesh, known } = context;
  const one = desiredOf(context, concentrator);
  const region = regionOf(context, concentrator);
  const image = await latestImageFor(region, one);
  const interfaceId = known.demand(concentrator, 'interfaceId');
  const instance = await region.runInstance({
    imageId: image.id,
    instanceType: one.instanceType,
    interfaceId,
    keyName: meshResourceName(mesh.name),
    profileName: meshResourceName(mesh.name),
    token: (attempt) => clientToken('instance', mesh.name, concentrator, interfaceId, String(attempt)),
    tags: ownershipTags(mesh.name, 'concentrator', concentrator),
    volumeTags: ownershipTags(mesh.name, 'volume', concentrator),
  });
  known.learn(concentrator, { instanceId: instance.id });
  return `${instance.id} from ${image.name}`;
}
