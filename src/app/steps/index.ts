/** From a step to what carries it out: one entry a kind. A kind without one does not compile. */

import { type RunContext, regionOf } from '#app/run/context.ts';
import type { Handler } from '#app/run/executor.ts';
import { missingRules } from '#mesh/ingress-rules.ts';
import { logsPolicyName, meshResourceName, ownershipTags } from '#mesh/names.ts';
import { regionTags } from '#mesh/observed/region-record.ts';
import { regionsOf } from '#mesh/plan/account.ts';
import type { ConcentratorStep, RegionStep, Step, StepKind, StepOf } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';
import { rolePolicy } from '#mesh/role-policy.ts';
import { wantedServiceRules } from '#mesh/services.ts';
import type { RegionCloud } from '#ports/cloud.ts';
import * as cloud from './cloud.ts';
import * as hosts from './hosts.ts';
import { cloudRemedies, hostRemedies } from './remedies.ts';
import { takeBack } from './revert-change.ts';

/** Resolves to what came of it, for the operator; undefined where the step's own line says it all. */
export type Carry<K extends StepKind> = (
  step: StepOf<K>,
  context: RunContext,
  progress: (text: string) => void,
) => Promise<string | undefined>;

/** Steps that are one call of AWS, and say nothing but what the plan said. */
const call =
  <K extends (RegionStep | ConcentratorStep)['kind']>(
    work: (region: RegionCloud, step: StepOf<K>, context: RunContext) => Promise<unknown>,
  ): Carry<K> =>
  async (step, context) => {
    // Not regionOf(): a concentrator that is being removed is no longer in the desired mesh.
    await work(context.cloud.region(step.region), step, context);
    return undefined;
  };

const role =
  <K extends StepKind>(work: (name: string, step: StepOf<K>, context: RunContext) => Promise<unknown>): Carry<K> =>
  async (step, context) => {
    const name = meshResourceName(context.mesh.name);
    await work(name, step, context);
    return name;
  };

const onConcentrator =
  (
    work: (
      name: string,
      context: RunContext,
      progress: (text: string) => void,
    ) => Promise<string | undefined> | Promise<void>,
  ) =>
  async (step: ConcentratorStep, context: RunContext, progress: (text: string) => void): Promise<string | undefined> =>
    (await work(step.concentrator, context, progress)) ?? undefined;

const table: { readonly [K in Exclude<StepKind, 'mesh.verify'>]: Carry<K> } = {
  'role.create': role((name, _, { cloud: { iam }, mesh, observation }) => {
    const policy = rolePolicy(observation, { mesh: mesh.name, logGroup: mesh.logGroup });
    const tags = ownershipTags(mesh.name, 'role');
    return iam.createRole({ name, policyName: logsPolicyName, policy, tags, record: regionTags(regionsOf(mesh)) });
  }),
  'role.regions': role((name, { regions }, { cloud: { iam } }) => iam.tagRole(name, regionTags(regions))),
  'role.forget': role((name, { regions }, { cloud: { iam } }) => iam.untagRole(name, Object.keys(regionTags(regions)))),
  'role.tags': role((name, { tags }, { cloud: { iam } }) => iam.tagRole(name, tags)),
  'role.delete': role((name, _, { cloud: { iam } }) => iam.deleteRole({ name, policyName: logsPolicyName })),
  'profile.create': role((name, _, { cloud: { iam }, mesh }) =>
    iam.createProfile({ name, roleName: name, tags: ownershipTags(mesh.name, 'role') }),
  ),
  'profile.tags': role((name, { tags }, { cloud: { iam } }) => iam.tagProfile(name, tags)),
  'profile.delete': role((name, _, { cloud: { iam } }) => iam.deleteProfile({ name, roleName: name })),

  'key.import': call(async (region, _, { mesh, operatorKey }) =>
    region.importKey({
      name: meshResourceName(mesh.name),
      publicKey: await operatorKey(),
      tags: ownershipTags(mesh.name, 'key'),
    }),
  ),
  'key.delete': call((region, { keyName }) => region.deleteKey(keyName)),
  'logs.create': call((region, _, { mesh }) => region.createLogGroup(mesh.logGroup, ownershipTags(mesh.name, 'logs'))),
  'logs.retention': call((region, _, { mesh }) => region.setRetention(mesh.logGroup, mesh.spec.logs.retentionDays)),
  'logs.tags': call((region, { tags }, { mesh }) => region.tagLogGroup(mesh.logGroup, tags)),
  'logs.delete': call((region, _, { mesh }) => region.deleteLogGroup(mesh.logGroup)),
  'rules.revoke': call((region, { groupId, ruleIds }) => region.revokeRules(groupId, ruleIds)),
  'undo.change': ({ undo }, context) => takeBack(undo, context),

  'group.create': cloud.createGroup,
  'group.rules': cloud.convergeRules,
  'group.delete': call((region, { groupId }) => region.deleteGroup(groupId)),
  'rules.tags': cloud.tagRules,
  'services.rules': admitMesh,
  'address.allocate': onConcentrator(cloud.allocateAddress),
  'address.associate': call((region, { concentrator }, { inventory }) =>
    region.associateAddress(
      inventory.demand(concentrator, 'allocationId'),
      inventory.demand(concentrator, 'interfaceId'),
    ),
  ),
  'address.release': call((region, { allocationId }) => region.releaseAddress(allocationId)),
  'interface.create': onConcentrator(cloud.createInterface),
  'interface.check': call((region, { concentrator }, { inventory }) =>
    region.disableSourceDestCheck(inventory.demand(concentrator, 'interfaceId')),
  ),
  'interface.groups': onConcentrator(cloud.wearGroups),
  'interface.delete': call((region, { interfaceId }) => region.deleteInterface(interfaceId)),
  'instance.run': onConcentrator(cloud.runInstance),
  'instance.start': onConcentrator(cloud.startInstance),
  'instance.terminate': call((region, { instanceId }) => region.terminateInstance(instanceId)),
  'route.create': call((region, step, context) => region.createRoute(routeOf(step, context))),
  'route.replace': call((region, step, context) => region.replaceRoute(routeOf(step, context))),
  'route.delete': call((region, { tableId, destination }) => region.deleteRoute(tableId, destination)),

  'ssh.open': onConcentrator(hosts.openForRun),
  'ssh.close': onConcentrator(hosts.closeAfterRun),
  'host.pin': onConcentrator(hosts.pinHostKey),
  'host.prepare': onConcentrator(hosts.prepareHost),
  'host.configure': onConcentrator(hosts.configureHost),
  'host.initiate': onConcentrator(hosts.initiateTunnels),
  'host.agent': onConcentrator(hosts.installAgent),
  'host.applied': hosts.tagApplied,
  ...cloudRemedies,
  ...hostRemedies,
};

/** @param verify carries out `mesh.verify`: the proof is the use case's own */
export function handlers(context: RunContext, verify: () => Promise<string>): Handler {
  return async (step, progress) => {
    if (step.kind === 'mesh.verify') return verify();
    // Each entry takes steps of its own kind, which this step is.
    const carry = table[step.kind] as (
      step: Step,
      context: RunContext,
      progress: (text: string) => void,
    ) => Promise<string | undefined>;
    return carry(step, context, progress);
  };
}

const routeOf = (
  { tableId, destination, concentrator }: StepOf<'route.create' | 'route.replace'>,
  { inventory }: RunContext,
) => ({ tableId, destination, interfaceId: inventory.demand(concentrator, 'interfaceId') });

/** Allows the mesh's networks in one of the VPC's other groups, with rules that carry our tag. */
async function admitMesh(step: StepOf<'services.rules'>, context: RunContext): Promise<string> {
  const { mesh } = context;
  const region = regionOf(context, step.concentrator);
  const wanted = wantedServiceRules(mesh.spec.securityGroups.services, mesh.cidrs);
  const missing = missingRules(wanted, await region.groupRules(step.groupId));
  await region.addRules(
    step.groupId,
    missing.map((rule) => ({ rule, description: `vpnmesh ${mesh.name}` })),
    ownershipTags(mesh.name, 'rule', step.concentrator),
  );
  return counted(missing.length, 'rule');
}
