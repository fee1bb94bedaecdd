/** Creates a concentrator's AWS resources. Every handler can run again after a kill: it finds what exists. */

import { desiredOf, type RunContext, regionOf } from '#app/run/context.ts';
import { refuseIfTaken } from '#app/run/take-lease.ts';
import { OperatorError } from '#mesh/errors.ts';
import { missingRules, ruleKey, temporaryRule } from '#mesh/ingress-rules.ts';
import { leaseTag, readLease } from '#mesh/lease-tag.ts';
import { meshResourceName, ownershipTags, tagKeys } from '#mesh/names.ts';
import { ownedAt, ownedConcentrators } from '#mesh/observed/owned.ts';
import { wantedGroups } from '#mesh/plan/groups.ts';
import type { StepOf } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';
import type { NewInstance } from '#ports/cloud.ts';
import { CloudError } from '#ports/cloud-error.ts';
import { clientToken } from './client-token.ts';
import { latestImageFor } from './images.ts';
import { orNameOtherZones } from './no-capacity.ts';

/** The group's name is unique in the VPC: the run that creates it owns the build, any other stops. */
export async function createGroup(step: StepOf<'group.create'>, context: RunContext): Promise<string> {
  const { mesh, inventory, runId, clock } = context;
  const one = desiredOf(context, step.concentrator);
  const region = regionOf(context, one.name);
  const tags = { ...ownershipTags(mesh.name, 'group', one.name), [tagKeys.run]: leaseTag(runId, clock.now()) };
  const where = { name: step.groupName, vpcId: one.vpcId };
  const description = `vpnmesh ${mesh.name}: concentrator ${one.name}`;
  const id = await region.createGroup({ ...where, description, tags }).catch(async (error: unknown) => {
    if (!(error instanceof CloudError && error.kind === 'exists')) throw error;
    const there = await region.findGroup(where);
    if (there.tags[tagKeys.mesh] !== mesh.name) {
      throw new OperatorError(
        `security group ${step.groupName} (${there.id}) in ${one.vpcId} (${one.region}) exists but is not the mesh's`,
        'rename or delete that group, or rename the mesh',
      );
    }
    refuseIfTaken(there.tags, context);
    const maker = readLease(there.tags[tagKeys.run])?.owner;
    // Created by this run, whose answer was lost, or by one that was killed a moment ago, whose resources are found again.
    if (maker !== undefined && (maker === runId || context.isGone(maker))) return there.id;
    throw new OperatorError(
      `security group ${step.groupName} (${there.id}) was created by another run meanwhile`,
      'run the same command again: it plans anew',
    );
  });
  inventory.learn(one.name, { groupIds: { [step.groupName]: id } });
  return id;
}

/** Sets one group's permanent rules; temporary SSH rules and foreign ones stay. */
export async function convergeRules(step: StepOf<'group.rules'>, context: RunContext): Promise<string> {
  const { mesh, inventory } = context;
  const one = desiredOf(context, step.concentrator);
  const region = regionOf(context, one.name);
  const groupId = inventory.get(one.name).groupIds[step.groupName];
  if (groupId === undefined)
    throw new OperatorError(`security group ${step.groupName} is unknown`, 'run the same command again');
  const addresses = one.peers.map((peer) => inventory.demand(peer, 'address'));
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

/** Tags the rules that are still there: steps before may have revoked some. */
export async function tagRules(
  { region, groupId, ruleIds, tags }: StepOf<'rules.tags'>,
  { cloud }: RunContext,
): Promise<string> {
  const there = new Set((await cloud.region(region).groupRules(groupId)).map(({ id }) => id));
  const staying = ruleIds.filter((id) => there.has(id));
  if (staying.length > 0) await cloud.region(region).tag(staying, tags);
  return counted(staying.length, 'rule');
}

export async function allocateAddress(concentrator: string, context: RunContext): Promise<string> {
  const made = await regionOf(context, concentrator).allocateAddress(
    ownershipTags(context.mesh.name, 'address', concentrator),
  );
  context.inventory.learn(concentrator, { allocationId: made.allocationId, address: made.ip });
  return made.ip;
}

export async function createInterface(concentrator: string, context: RunContext): Promise<string> {
  const { mesh, inventory } = context;
  const one = desiredOf(context, concentrator);
  const groupIds = groupIdsOf(context, concentrator);
  const region = regionOf(context, concentrator);
  const made = await orNameOtherZones(concentrator, context, () =>
    region.createInterface({
      subnetId: one.subnetId,
      groupIds,
      // The group's id makes the token differ after a destroy, when the old interface no longer exists.
      token: (attempt) =>
        clientToken('nic', mesh.name, concentrator, one.subnetId, groupIds.toSorted().join(' '), String(attempt)),
      description: `vpnmesh ${mesh.name}: concentrator ${concentrator}`,
      tags: ownershipTags(mesh.name, 'interface', concentrator),
    }),
  );
  inventory.learn(concentrator, { interfaceId: made.id, privateIp: made.privateIp });
  return made.id;
}

export function groupIdsOf(context: RunContext, concentrator: string): readonly string[] {
  const { groupIds } = context.inventory.get(concentrator);
  return desiredOf(context, concentrator).groupNames.flatMap((name) => groupIds[name] ?? []);
}

/** Its desired groups and foreign ones, without other groups of ours. */
export async function wearGroups(concentrator: string, context: RunContext): Promise<undefined> {
  const { mesh, observation, inventory } = context;
  const interfaceId = inventory.demand(concentrator, 'interfaceId');
  const own = ownedAt(desiredOf(context, concentrator), ownedConcentrators(mesh.name, observation));
  const ours = new Set(own.groups.map(({ id }) => id));
  const worn = own.interfaces.find(({ id }) => id === interfaceId)?.groupIds ?? [];
  const foreign = worn.filter((id) => !ours.has(id));
  const wanted = [...new Set([...groupIdsOf(context, concentrator), ...foreign])];
  await regionOf(context, concentrator).setInterfaceGroups(interfaceId, wanted);
  return undefined;
}

/** Its zone may have no capacity: the instance holds the interface, and only its termination allows another zone. */
export async function startInstance(concentrator: string, context: RunContext): Promise<void> {
  const id = context.inventory.demand(concentrator, 'instanceId');
  const region = regionOf(context, concentrator);
  await orNameOtherZones(concentrator, context, () => region.startInstance(id), id);
}

export async function runInstance(concentrator: string, context: RunContext): Promise<string> {
  const { mesh, inventory } = context;
  const one = desiredOf(context, concentrator);
  const region = regionOf(context, concentrator);
  const image = await latestImageFor(region, one);
  const interfaceId = inventory.demand(concentrator, 'interfaceId');
  const wanted: NewInstance = {
    imageId: image.id,
    root: image.root,
    instanceType: one.instanceType,
    interfaceId,
    keyName: meshResourceName(mesh.name),
    profileName: meshResourceName(mesh.name),
    // An interface holds one instance, so a second one beside a live one is impossible.
    token: (attempt) =>
      clientToken('instance', mesh.name, concentrator, interfaceId, image.id, one.instanceType, String(attempt)),
    tags: ownershipTags(mesh.name, 'concentrator', concentrator),
    volumeTags: ownershipTags(mesh.name, 'volume', concentrator),
  };
  const instance = await orNameOtherZones(concentrator, context, () => region.runInstance(wanted));
  inventory.learn(concentrator, { instanceId: instance.id });
  return `${instance.id} from ${image.name}`;
}
