/** How network interfaces look in answers, on their own and inside an instance. */
import type { QueryCall } from '#sandbox/api/call.ts';
import type { Address, NetworkInterfaceRow } from '#sandbox/api/store/network-model.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import type { Filters } from './describe.ts';
import { tagSet } from './tags.ts';
import { zoneId } from './zones.ts';

const addressOf = (nic: NetworkInterfaceRow, call: QueryCall): Address | undefined =>
  call.region.addresses.all().find((one) => one.association?.interfaceId === nic.id);

/** The address the Internet knows the interface by, if any. */
export const publicIpOf = (nic: NetworkInterfaceRow, call: QueryCall): string | undefined =>
  addressOf(nic, call)?.publicIp ?? nic.autoPublicIp;

export const groupSet = (ids: readonly string[], call: QueryCall): readonly XmlObject[] =>
  ids.map((groupId) => ({ groupId, groupName: call.region.groups.get(groupId)?.name ?? '' }));

const dashed = (ip: string): string => ip.replaceAll('.', '-');
export const privateDns = (ip: string, region: string): string =>
  `ip-${dashed(ip)}.${region === 'us-east-1' ? 'ec2' : `${region}.compute`}.internal`;
export const publicDns = (ip: string, region: string): string =>
  `ec2-${dashed(ip)}.${region === 'us-east-1' ? 'compute-1' : `${region}.compute`}.amazonaws.com`;

/** Seen from an instance, an interface tells less of its addresses and attachment than it does by itself. */
type Detail = 'whole' | 'of-instance';

function association(nic: NetworkInterfaceRow, call: QueryCall, detail: Detail): XmlObject | undefined {
  const address = addressOf(nic, call);
  const publicIp = address?.publicIp ?? nic.autoPublicIp;
  if (publicIp === undefined) return undefined;
  return {
    publicIp,
    publicDnsName: publicDns(publicIp, call.regionName),
    ipOwnerId: address === undefined ? 'amazon' : call.world.accountId,
    ...(detail === 'whole' ? { allocationId: address?.id, associationId: address?.association?.id } : {}),
  };
}

function attachment({ attachment: one }: NetworkInterfaceRow, call: QueryCall, detail: Detail): XmlObject | undefined {
  if (one === undefined) return undefined;
  return {
    attachmentId: one.id,
    ...(detail === 'whole' ? { instanceId: one.instanceId, instanceOwnerId: call.world.accountId } : {}),
    deviceIndex: one.deviceIndex,
    networkCardIndex: 0,
    status: 'attached',
    attachTime: one.attachedAt,
    deleteOnTermination: one.deleteOnTermination,
  };
}

const common = (nic: NetworkInterfaceRow, call: QueryCall, detail: Detail): XmlObject => ({
  networkInterfaceId: nic.id,
  subnetId: nic.subnetId,
  vpcId: nic.vpcId,
  description: nic.description,
  ownerId: call.world.accountId,
  status: nic.attachment === undefined ? 'available' : 'in-use',
  macAddress: nic.mac,
  privateIpAddress: nic.privateIp,
  privateDnsName: privateDns(nic.privateIp, call.regionName),
  sourceDestCheck: nic.sourceDestCheck,
  groupSet: groupSet(nic.groupIds, call),
  attachment: attachment(nic, call, detail),
  association: association(nic, call, detail),
  privateIpAddressesSet: [
    {
      privateIpAddress: nic.privateIp,
      privateDnsName: privateDns(nic.privateIp, call.regionName),
      primary: true,
      association: association(nic, call, detail),
    },
  ],
  interfaceType: 'interface',
});

export const renderInterface = (nic: NetworkInterfaceRow, call: QueryCall): XmlObject => ({
  ...common(nic, call, 'whole'),
  availabilityZone: nic.zone,
  availabilityZoneId: zoneId(nic.zone),
  requesterManaged: false,
  tagSet: tagSet(nic.tags),
});

export const renderInstanceInterface = (nic: NetworkInterfaceRow, call: QueryCall): XmlObject =>
  common(nic, call, 'of-instance');

export const interfaceFilters = (call: QueryCall): Filters<NetworkInterfaceRow> => ({
  'network-interface-id': (nic) => [nic.id],
  'subnet-id': (nic) => [nic.subnetId],
  'vpc-id': (nic) => [nic.vpcId],
  'availability-zone': (nic) => [nic.zone],
  'group-id': (nic) => nic.groupIds,
  'group-name': (nic) => nic.groupIds.map((id) => call.region.groups.get(id)?.name),
  status: (nic) => [nic.attachment === undefined ? 'available' : 'in-use'],
  description: (nic) => [nic.description],
  'mac-address': (nic) => [nic.mac],
  'private-ip-address': (nic) => [nic.privateIp],
  'addresses.private-ip-address': (nic) => [nic.privateIp],
  'association.public-ip': (nic) => [publicIpOf(nic, call)],
  'association.allocation-id': (nic) => [addressOf(nic, call)?.id],
  'attachment.instance-id': (nic) => [nic.attachment?.instanceId],
  'attachment.attachment-id': (nic) => [nic.attachment?.id],
  'attachment.device-index': (nic) => [nic.attachment === undefined ? undefined : String(nic.attachment.deviceIndex)],
  'source-dest-check': (nic) => [String(nic.sourceDestCheck)],
  'requester-managed': () => ['false'],
  'interface-type': () => ['interface'],
  'owner-id': () => [call.world.accountId],
});
