/** What a launch asks for, read and checked piece by piece. */
import type { QueryCall } from '#sandbox/api/call.ts';
import type { Instance, MetadataOptions } from '#sandbox/api/store/compute-model.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import type { NetworkInterfaceRow } from '#sandbox/api/store/network-model.ts';
import { ApiError, invalidValue, notInSandbox } from '#sandbox/api/wire/errors.ts';
import type { Params } from '#sandbox/api/wire/params.ts';
import { isEncryptedByDefault } from './ebs-defaults.ts';
import type { Image } from './image-catalogue.ts';
import { instanceType } from './instance-types.ts';
import { makeInterface } from './interfaces.ts';
import { need } from './kinds.ts';
import { newPublicIp } from './public-pool.ts';
import { tagsOnCreate } from './tags.ts';
import { offeredIn } from './zones.ts';

/** The kinds a launch makes, and may tag. */
export const created = ['instances', 'volumes', 'interfaces'] as const;

/** MetadataOptions laid over what was there before. */
export function readMetadata(params: Params | undefined, before: MetadataOptions): MetadataOptions {
  const choice = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T => {
    const value = params?.text(name);
    if (value === undefined) return otherwise;
    const found = allowed.find((one) => one === value);
    if (found === undefined) throw invalidValue(`Value (${value}) for parameter ${name} is invalid.`);
    return found;
  };
  const hopLimit = params?.int('HttpPutResponseHopLimit') ?? before.hopLimit;
  if (hopLimit < 1 || hopLimit > 64)
    throw invalidValue(`Value (${hopLimit}) for parameter HttpPutResponseHopLimit is invalid.`);
  return {
    httpTokens: choice('HttpTokens', ['required', 'optional'], before.httpTokens),
    httpEndpoint: choice('HttpEndpoint', ['enabled', 'disabled'], before.httpEndpoint),
    instanceTags: choice('InstanceMetadataTags', ['enabled', 'disabled'], before.instanceTags),
    hopLimit,
  };
}

/** @throws ApiError InvalidParameterValue for an unknown type or another architecture than the image's */
export function typeFor(call: QueryCall, image: Image): string {
  const name = call.params.text('InstanceType') ?? 't3.small';
  const type = instanceType(name);
  if (type === undefined) throw invalidValue(`Invalid value '${name}' for InstanceType.`);
  if (type.architecture !== image.architecture) {
    throw invalidValue(
      `The architecture '${type.architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
    );
  }
  return name;
}

/** The interface the instance is to have: one that exists, or a new one in a subnet. */
export function primaryInterface(
  call: QueryCall,
  type: string,
): {
  readonly nic: NetworkInterfaceRow;
  readonly deleteOnTermination: boolean;
} {
  const { region, params, now } = call;
  const [wish, second] = params.groups('NetworkInterface');
  if (second !== undefined) throw notInSandbox('A launch with several network interfaces');
  const flat = [params.text('SubnetId'), ...params.texts('SecurityGroupId')].filter((one) => one !== undefined);
  if (wish !== undefined && flat.length > 0) {
    throw new ApiError(
      'InvalidParameterCombination',
      'Network interfaces and an instance-level subnet ID or security groups may not be specified on the same request',
    );
  }
  const existing = wish?.text('NetworkInterfaceId');
  if (wish !== undefined && existing !== undefined) {
    const nic = need(region, 'interfaces', existing, now);
    if (nic.attachment !== undefined) {
      throw new ApiError('InvalidNetworkInterface.InUse', `Interface: [${nic.id}] in use.`);
    }
    mustOffer(call, type, nic.zone);
    return { nic, deleteOnTermination: wish.flag('DeleteOnTermination') ?? false };
  }
  const subnetId = wish?.text('SubnetId') ?? params.text('SubnetId');
  if (subnetId === undefined) {
    throw new ApiError('MissingInput', `No subnets found for the default VPC. Please specify a subnet.`);
  }
  mustOffer(call, type, need(region, 'subnets', subnetId, now).zone);
  const nic = makeInterface(call, {
    subnetId,
    groupIds: wish?.texts('SecurityGroupId') ?? params.texts('SecurityGroupId'),
    privateIp: wish?.text('PrivateIpAddress') ?? params.text('PrivateIpAddress'),
    description: wish?.text('Description') ?? '',
    tags: tagsOnCreate(params, 'interfaces', created),
  });
  const wantsPublic = wish?.flag('AssociatePublicIpAddress') ?? region.subnets.get(subnetId)?.mapPublicIp ?? false;
  const addressed = wantsPublic ? region.interfaces.put({ ...nic, autoPublicIp: newPublicIp(call) }) : nic;
  return { nic: addressed, deleteOnTermination: wish?.flag('DeleteOnTermination') ?? true };
}

/** @throws ApiError for a root disk that the image does not fit on, and for disks beside it */
export function rootDisk({ params }: QueryCall, image: Image): Params | undefined {
  const [disk, second] = params.groups('BlockDeviceMapping');
  const device = disk?.text('DeviceName') ?? image.rootDevice;
  // On AWS this is a second volume: an empty one, beside a root disk as the image has it.
  if (second !== undefined || device !== image.rootDevice) throw notInSandbox('A launch with further volumes');
  const size = disk?.int('Ebs.VolumeSize') ?? image.sizeGiB;
  if (size < image.sizeGiB)
    throw new ApiError(
      'InvalidBlockDeviceMapping',
      `Volume of size ${size}GB is smaller than snapshot '${image.id.replace('ami', 'snap')}', expect size >= ${image.sizeGiB}GB`,
    );
  return disk;
}

/** The root disk. */
export function makeVolume(call: QueryCall, instance: Instance, image: Image): void {
  const disk = rootDisk(call, image);
  const createdAt = instance.launchedAt;
  call.region.volumes.put({
    id: newId('vol'),
    tags: tagsOnCreate(call.params, 'volumes', created),
    visibleAt: instance.visibleAt,
    zone: instance.zone,
    sizeGiB: disk?.int('Ebs.VolumeSize') ?? image.sizeGiB,
    type: disk?.text('Ebs.VolumeType') ?? 'gp3',
    encrypted: disk?.flag('Ebs.Encrypted') === true || isEncryptedByDefault(call),
    createdAt,
    attachment: {
      instanceId: instance.id,
      device: image.rootDevice,
      deleteOnTermination: disk?.flag('Ebs.DeleteOnTermination') ?? true,
      attachedAt: createdAt,
    },
  });
}

/** @throws ApiError Unsupported, in AWS's words */
function mustOffer(call: QueryCall, type: string, zone: string): void {
  const offered = offeredIn(call, type);
  if (offered.includes(zone)) return;
  throw new ApiError(
    'Unsupported',
    `Your requested instance type (${type}) is not supported in your requested Availability Zone (${zone}). ` +
      `Please retry your request by not specifying an Availability Zone or choosing ${offered.join(', ')}.`,
  );
}
