/** How instances look in answers. */
import type { QueryCall } from '#sandbox/api/call.ts';
import type { Instance, InstanceState } from '#sandbox/api/store/compute-model.ts';
import type { NetworkInterfaceRow } from '#sandbox/api/store/network-model.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import type { Filters } from './describe.ts';
import { imagesOf } from './image-catalogue.ts';
import { cpuOptions, instanceType } from './instance-types.ts';
import { groupSet, privateDns, publicDns, publicIpOf, renderInstanceInterface } from './interface-view.ts';
import { tagSet } from './tags.ts';
import { zoneId } from './zones.ts';

const codes: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export const renderState = (name: InstanceState): XmlObject => ({ code: codes[name], name });

/** The instance's interfaces, the primary one first. */
export const interfacesOf = (
  instance: Instance,
  { region }: Pick<QueryCall, 'region'>,
): readonly NetworkInterfaceRow[] =>
  region.interfaces
    .all()
    .filter((one) => one.attachment?.instanceId === instance.id)
    .toSorted((a, b) => (a.attachment?.deviceIndex ?? 0) - (b.attachment?.deviceIndex ?? 0));

/** With the profile's path, as IAM has it. */
export const profileArn = ({ world }: QueryCall, name: string): string =>
  `arn:aws:iam::${world.accountId}:instance-profile${world.profiles.get(name)?.path ?? '/'}${name}`;

export const renderMetadata = ({ metadata }: Instance): XmlObject => ({
  state: 'applied',
  httpTokens: metadata.httpTokens,
  httpPutResponseHopLimit: metadata.hopLimit,
  httpEndpoint: metadata.httpEndpoint,
  httpProtocolIpv6: 'disabled',
  instanceMetadataTags: metadata.instanceTags,
});

const renderDisks = (instance: Instance, { region }: QueryCall): readonly XmlObject[] =>
  region.volumes.all().flatMap(({ id, attachment }) =>
    attachment?.instanceId !== instance.id
      ? []
      : {
          deviceName: attachment.device,
          ebs: {
            volumeId: id,
            status: 'attached',
            attachTime: attachment.attachedAt,
            deleteOnTermination: attachment.deleteOnTermination,
          },
        },
  );

const imageOf = (instance: Instance, { regionName }: QueryCall) =>
  imagesOf(regionName).find((image) => image.id === instance.imageId);

export function renderInstance(instance: Instance, call: QueryCall): XmlObject {
  const nics = interfacesOf(instance, call);
  const [primary] = nics;
  const publicIp = primary === undefined ? undefined : publicIpOf(primary, call);
  return {
    instanceId: instance.id,
    imageId: instance.imageId,
    instanceState: renderState(instance.state),
    privateDnsName: primary === undefined ? '' : privateDns(primary.privateIp, call.regionName),
    dnsName: publicIp === undefined ? '' : publicDns(publicIp, call.regionName),
    stateReason: instance.stateReason === undefined ? undefined : { ...instance.stateReason },
    reason: instance.stateReason?.message ?? '',
    keyName: instance.keyName,
    amiLaunchIndex: 0,
    productCodes: [],
    instanceType: instance.type,
    launchTime: instance.launchedAt,
    placement: {
      availabilityZone: instance.zone,
      availabilityZoneId: zoneId(instance.zone),
      groupName: '',
      tenancy: 'default',
    },
    monitoring: { state: instance.monitoring ? 'enabled' : 'disabled' },
    subnetId: primary?.subnetId,
    vpcId: primary?.vpcId,
    privateIpAddress: primary?.privateIp,
    ipAddress: publicIp,
    sourceDestCheck: primary?.sourceDestCheck,
    groupSet: primary === undefined ? [] : groupSet(primary.groupIds, call),
    architecture: instanceType(instance.type)?.architecture,
    rootDeviceType: 'ebs',
    rootDeviceName: imageOf(instance, call)?.rootDevice,
    blockDeviceMapping: renderDisks(instance, call),
    virtualizationType: 'hvm',
    hypervisor: 'xen',
    enaSupport: true,
    ebsOptimized: false,
    clientToken: instance.clientToken,
    tagSet: tagSet(instance.tags),
    networkInterfaceSet: nics.map((nic) => renderInstanceInterface(nic, call)),
    iamInstanceProfile:
      instance.profile === undefined
        ? undefined
        : {
            arn: profileArn(call, instance.profile.name),
            id: call.world.profiles.get(instance.profile.name)?.profileId ?? '',
          },
    cpuOptions: cpuOptions(instance.type),
    metadataOptions: renderMetadata(instance),
    platformDetails: 'Linux/UNIX',
  };
}

/** Instances in their reservations, as RunInstances and DescribeInstances show them. */
export const renderReservation = (instances: readonly Instance[], call: QueryCall): XmlObject => ({
  reservationId: instances[0]?.reservationId,
  ownerId: call.world.accountId,
  groupSet: [],
  instancesSet: instances.map((one) => renderInstance(one, call)),
});

export function instanceFilters(call: QueryCall): Filters<Instance> {
  const primary = (instance: Instance): NetworkInterfaceRow | undefined => interfacesOf(instance, call)[0];
  const publicIp = (instance: Instance): string | undefined => {
    const nic = primary(instance);
    return nic === undefined ? undefined : publicIpOf(nic, call);
  };
  return {
    'instance-id': (one) => [one.id],
    'instance-state-name': (one) => [one.state],
    'instance-state-code': (one) => [String(codes[one.state])],
    'instance-type': (one) => [one.type],
    'image-id': (one) => [one.imageId],
    'key-name': (one) => [one.keyName],
    'vpc-id': (one) => [primary(one)?.vpcId],
    'subnet-id': (one) => [primary(one)?.subnetId],
    'availability-zone': (one) => [one.zone],
    'private-ip-address': (one) => [primary(one)?.privateIp],
    'ip-address': (one) => [publicIp(one)],
    'network-interface.network-interface-id': (one) => interfacesOf(one, call).map((nic) => nic.id),
    'network-interface.subnet-id': (one) => interfacesOf(one, call).map((nic) => nic.subnetId),
    'network-interface.vpc-id': (one) => interfacesOf(one, call).map((nic) => nic.vpcId),
    'instance.group-id': (one) => primary(one)?.groupIds ?? [],
    'network-interface.group-id': (one) => interfacesOf(one, call).flatMap((nic) => nic.groupIds),
    'iam-instance-profile.arn': (one) => [one.profile === undefined ? undefined : profileArn(call, one.profile.name)],
    'client-token': (one) => [one.clientToken],
    'reservation-id': (one) => [one.reservationId],
    architecture: (one) => [instanceType(one.type)?.architecture],
    'root-device-type': () => ['ebs'],
    'metadata-options.http-tokens': (one) => [one.metadata.httpTokens],
  };
}
