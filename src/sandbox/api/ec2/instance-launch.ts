/** RunInstances. */
import { type Actions, changes, type QueryAction, type QueryCall } from '#sandbox/api/call.ts';
import type { Instance } from '#sandbox/api/store/compute-model.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import { ApiError, notInSandbox } from '#sandbox/api/wire/errors.ts';
import { once } from './client-token.ts';
import { needImage } from './images.ts';
import { instanceType } from './instance-types.ts';
import { renderReservation } from './instance-view.ts';
import { needKeyPair } from './key-pairs.ts';
import { created, makeVolume, primaryInterface, readMetadata, rootDisk, typeFor } from './launch-request.ts';
import { usableProfile } from './profile-associations.ts';
import { tagsOnCreate } from './tags.ts';

function run(call: QueryCall): Instance {
  const { region, params, now, world } = call;
  if (params.int('MaxCount') !== 1 || params.int('MinCount') !== 1) {
    throw notInSandbox('RunInstances with a MinCount or MaxCount other than 1');
  }
  if (params.flag('NetworkInterface.1.SourceDestCheck') !== undefined) {
    throw new ApiError('UnknownParameter', 'The parameter SourceDestCheck is not recognized');
  }
  const image = needImage(call, params.need('ImageId'));
  const type = typeFor(call, image);
  rootDisk(call, image);
  const keyName = params.text('KeyName');
  if (keyName !== undefined) needKeyPair(call, keyName);
  const profileWish = params.group('IamInstanceProfile');
  const profile = profileWish === undefined ? undefined : usableProfile(call, profileWish);
  const tags = tagsOnCreate(params, 'instances', created);
  const metadata = readMetadata(params.group('MetadataOptions'), {
    httpTokens: 'optional',
    httpEndpoint: 'enabled',
    hopLimit: 1,
    instanceTags: 'disabled',
  });
  mustHaveVcpus(call, type);
  const { nic, deleteOnTermination } = primaryInterface(call, type);
  const launchedAt = new Date(now).toISOString();
  const userData = params.text('UserData');
  const clientToken = params.text('ClientToken');
  const instance = region.instances.put({
    id: newId('i'),
    reservationId: newId('r'),
    tags,
    visibleAt: now + world.settings.consistencyMs,
    imageId: image.id,
    type,
    state: 'pending',
    vpcId: nic.vpcId,
    subnetId: nic.subnetId,
    zone: nic.zone,
    launchedAt,
    launched: false,
    metadata,
    protectedFromTermination: params.flag('DisableApiTermination') ?? false,
    shutdownBehavior: params.text('InstanceInitiatedShutdownBehavior') === 'terminate' ? 'terminate' : 'stop',
    monitoring: params.flag('Monitoring.Enabled') ?? false,
    ...(keyName === undefined ? {} : { keyName }),
    ...(userData === undefined ? {} : { userData }),
    ...(clientToken === undefined ? {} : { clientToken }),
    ...(profile === undefined
      ? {}
      : { profile: { associationId: newId('iip-assoc'), name: profile.id, at: launchedAt } }),
  });
  region.interfaces.put({
    ...nic,
    attachment: {
      id: newId('eni-attach'),
      instanceId: instance.id,
      deviceIndex: 0,
      deleteOnTermination,
      attachedAt: launchedAt,
    },
  });
  makeVolume(call, instance, image);
  call.hosts.launch(call.regionName, instance.id);
  return instance;
}

/** @throws ApiError VcpuLimitExceeded, in AWS's words */
function mustHaveVcpus({ region, world }: QueryCall, type: string): void {
  const limit = world.settings.quotas.vcpus;
  const running = region.instances.all().filter(({ state }) => state === 'pending' || state === 'running');
  const used = running.reduce((sum, one) => sum + (instanceType(one.type)?.vcpus ?? 0), 0);
  if (used + (instanceType(type)?.vcpus ?? 0) <= limit) return;
  throw new ApiError(
    'VcpuLimitExceeded',
    `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket that the ` +
      'specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.',
  );
}

export const instanceLaunchActions: Actions<QueryAction> = {
  RunInstances: changes((call) => renderReservation([once(call, 'RunInstances', 'instances', () => run(call))], call)),
};
