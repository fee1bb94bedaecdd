/** Why a login to a host is impossible, as far as AWS shows, so that no run waits for it in vain. */

import { desiredOf, type RunContext, regionOf } from '#app/run/context.ts';
import { logGroupName } from '#mesh/names.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import { type ConcentratorInUse, inUse, ownedAt, ownedConcentrators } from '#mesh/observed/owned.ts';
import { CloudError } from '#ports/cloud-error.ts';

/** Undefined if a login is worth a try. */
export function whySilent({ instance, address, interface: nic }: ConcentratorInUse): string | undefined {
  if (instance === undefined || nic === undefined) return 'no instance exists';
  if (instance.state !== 'running') return `its instance ${instance.id} is ${instance.state}`;
  if (address?.interfaceId !== nic.id) return 'its Elastic IP is not on its interface';
  return undefined;
}

type ObservedMesh = Pick<RunContext, 'mesh' | 'observation'>;

/** From the first observation. */
export function whySilentAt({ mesh, observation }: ObservedMesh, name: string): string | undefined {
  const place = desiredOf({ mesh }, name);
  return whySilent(inUse(ownedAt(place, ownedConcentrators(mesh.name, observation)), place.subnetId));
}

/** Asks AWS again before it answers no: while a status is watched, the instance may be started. */
export async function whyUnreachableNow(
  context: ObservedMesh & Pick<RunContext, 'cloud'>,
  name: string,
): Promise<string | undefined> {
  const before = whySilentAt(context, name);
  if (before === undefined) return undefined;
  const { mesh } = context;
  const { vpcId } = desiredOf(context, name);
  const logGroup = logGroupName(mesh.name, mesh.spec.logs.group);
  try {
    const region = await regionOf(context, name).observe({ mesh: mesh.name, vpcs: [vpcId], logGroup });
    return whySilentAt({ mesh, observation: withRegion(context.observation, region) }, name);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return before;
  }
}

function withRegion(observation: MeshObservation, region: RegionObservation): MeshObservation {
  return { ...observation, regions: observation.regions.map((one) => (one.region === region.region ? region : one)) };
}
