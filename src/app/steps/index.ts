/** From a step to its handler: one exhaustive switch. */

import { type RunContext, regionOf } from '#app/run/context.ts';
import type { Handler } from '#app/run/executor.ts';
import { ownershipTags } from '#mesh/names.ts';
import type { ConcentratorStep } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';
import { missingRules } from '#mesh/rules.ts';
import { wantedServiceRules } from '#mesh/services.ts';
import {
  allocateAddress,
  convergeRules,
  createGroup,
  createInterface,
  regionStep,
  roleStep,
  runInstance,
  startInstance,
  wearGroups,
} from './cloud.ts';
import {
  closeAfterRun,
  configureHost,
  initiateTunnels,
  installAgent,
  openForRun,
  pinHostKey,
  prepareHost,
  tagApplied,
} from './hosts.ts';
import { remedyStep } from './remedies.ts';

export function handlers(context: RunContext, verify: () => Promise<string>): Handler {
  return async (step, progress) => {
    if (step.kind === 'mesh.verify') return verify();
    if (step.concentrator !== null) return concentratorStep(step, context, progress);
    return step.region === null ? roleStep(step, context) : regionStep(step, context);
  };
}

async function concentratorStep(
  step: ConcentratorStep,
  context: RunContext,
  progress: (text: string) => void,
): Promise<string | undefined> {
  const { inventory, cloud } = context;
  const name = step.concentrator;
  // Not regionOf(): a concentrator that is being removed is no longer in the desired mesh.
  const region = cloud.region(step.region);
  switch (step.kind) {
    case 'group.create':
      return createGroup(step, context);
    case 'group.rules':
      return convergeRules(step, context);
    case 'address.allocate':
      return allocateAddress(name, context);
    case 'address.associate':
      await region.associateAddress(inventory.demand(name, 'allocationId'), inventory.demand(name, 'interfaceId'));
      return undefined;
    case 'interface.create':
      return createInterface(name, context);
    case 'interface.check':
      await region.disableSourceDestCheck(inventory.demand(name, 'interfaceId'));
      return undefined;
    case 'interface.groups':
      return wearGroups(name, context);
    case 'instance.run':
      return runInstance(name, context);
    case 'instance.start':
      await startInstance(name, context);
      return undefined;
    case 'ssh.open':
      return openForRun(name, context);
    case 'ssh.close':
      return closeAfterRun(name, context);
    case 'host.pin':
      return pinHostKey(name, context, progress);
    case 'host.prepare':
      return prepareHost(name, context, progress);
    case 'host.configure':
      return configureHost(name, context, progress);
    case 'host.initiate':
      return initiateTunnels(name, context, progress);
    case 'host.agent':
      return installAgent(name, context, progress);
    case 'host.applied':
      return tagApplied(step, context);
    case 'route.create':
    case 'route.replace': {
      const route = {
        tableId: step.tableId,
        destination: step.destination,
        interfaceId: inventory.demand(name, 'interfaceId'),
      };
      await (step.kind === 'route.create' ? region.createRoute(route) : region.replaceRoute(route));
      return undefined;
    }
    case 'services.rules':
      return admitMesh(step, context);
    case 'route.delete':
      await region.deleteRoute(step.tableId, step.destination);
      return undefined;
    case 'instance.terminate':
      await region.terminateInstance(step.instanceId);
      return undefined;
    case 'address.release':
      await region.releaseAddress(step.allocationId);
      return undefined;
    case 'interface.delete':
      await region.deleteInterface(step.interfaceId);
      return undefined;
    case 'group.delete':
      await region.deleteGroup(step.groupId);
      return undefined;
    default:
      return remedyStep(step, context, progress);
  }
}

/** Allows the mesh's networks in one of the VPC's other groups, with rules that carry our tag. */
async function admitMesh(
  step: Extract<ConcentratorStep, { kind: 'services.rules' }>,
  context: RunContext,
): Promise<string> {
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
