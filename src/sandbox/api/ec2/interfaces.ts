/** Network interfaces: they exist before the instances they are attached to, and outlive them. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { newId, newMac } from '#sandbox/api/store/ids.ts';
import type { NetworkInterfaceRow, Subnet } from '#sandbox/api/store/network-model.ts';
import { ApiError, invalidValue } from '#sandbox/api/wire/errors.ts';
import { addressNumber, addressText, usable } from './cidrs.ts';
import { once } from './client-token.ts';
import { describe } from './describe.ts';
import { interfaceFilters, renderInterface } from './interface-view.ts';
import { need } from './kinds.ts';
import { tagsOnCreate } from './tags.ts';

function privateIp(call: QueryCall, subnet: Subnet, asked: string | undefined): string {
  const { first, last } = usable(subnet.cidr);
  const taken = new Set(
    call.region.interfaces.all().flatMap((one) => (one.subnetId === subnet.id ? one.privateIp : [])),
  );
  if (asked !== undefined) {
    const value = addressNumber(asked);
    if (!(value >= first && value <= last))
      throw invalidValue(`Address ${asked} does not fall within the subnet's address range`);
    if (taken.has(asked)) throw new ApiError('InvalidIPAddress.InUse', `Address ${asked} is in use.`);
    return asked;
  }
  for (let value = first; value <= last; value += 1) {
    if (!taken.has(addressText(value))) return addressText(value);
  }
  throw new ApiError(
    'InsufficientFreeAddressesInSubnet',
    `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
  );
}

/** The groups an interface gets: those named, all of the interface's VPC, or the VPC's default group. */
export function groupsOf(call: QueryCall, asked: readonly string[], vpcId: string): readonly string[] {
  const { region, world, now } = call;
  const groups = asked.map((id) => need(region, 'groups', id, now));
  const foreign = groups.find((group) => group.vpcId !== vpcId);
  if (foreign !== undefined) {
    throw invalidValue(`You have specified two resources that belong to different networks. (${foreign.id}, ${vpcId})`);
  }
  if (groups.length > world.settings.quotas.groupsPerInterface) {
    throw new ApiError(
      'SecurityGroupsPerInterfaceLimitExceeded',
      'The maximum number of security groups per interface has been reached.',
    );
  }
  if (groups.length > 0) return [...new Set(groups.map((group) => group.id))];
  return region.groups.all().flatMap((group) => (group.vpcId === vpcId && group.name === 'default' ? group.id : []));
}

/** What a new interface is like, whoever asks for it. */
export interface InterfaceWish {
  readonly subnetId: string;
  readonly groupIds: readonly string[];
  readonly privateIp: string | undefined;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

export function makeInterface(call: QueryCall, wish: InterfaceWish): NetworkInterfaceRow {
  const subnet = need(call.region, 'subnets', wish.subnetId, call.now);
  return call.region.interfaces.put({
    id: newId('eni'),
    tags: wish.tags,
    visibleAt: call.now + call.world.settings.consistencyMs,
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    zone: subnet.zone,
    mac: newMac(),
    privateIp: privateIp(call, subnet, wish.privateIp),
    description: wish.description,
    groupIds: groupsOf(call, wish.groupIds, subnet.vpcId),
    sourceDestCheck: true,
  });
}

const create = (call: QueryCall): NetworkInterfaceRow =>
  once(call, 'CreateNetworkInterface', 'interfaces', () =>
    makeInterface(call, {
      subnetId: call.params.need('SubnetId'),
      groupIds: call.params.texts('SecurityGroupId'),
      privateIp: call.params.text('PrivateIpAddress'),
      description: call.params.text('Description') ?? '',
      tags: tagsOnCreate(call.params, 'interfaces'),
    }),
  );

function remove({ region, params, now }: QueryCall): void {
  const nic = need(region, 'interfaces', params.need('NetworkInterfaceId'), now);
  if (nic.attachment !== undefined) {
    // Not InvalidNetworkInterface.InUse, which is for launching and attaching: so CloudTrail has it.
    throw invalidValue(`Network interface '${nic.id}' is currently in use.`);
  }
  deleteInterface(region, nic);
}

/** Deletes it; an Elastic IP on it stays allocated, without an association. */
export function deleteInterface(region: QueryCall['region'], nic: NetworkInterfaceRow): void {
  for (const address of region.addresses.all()) {
    if (address.association?.interfaceId !== nic.id) continue;
    const { association: _, ...free } = address;
    region.addresses.put(free);
  }
  region.interfaces.delete(nic.id);
}

function modify(call: QueryCall): void {
  const { region, params, now } = call;
  const nic = need(region, 'interfaces', params.need('NetworkInterfaceId'), now);
  const groups = params.texts('SecurityGroupId');
  const attachmentId = params.text('Attachment.AttachmentId');
  if (attachmentId !== undefined && nic.attachment?.id !== attachmentId) {
    throw new ApiError('InvalidAttachmentID.NotFound', `The attachment ID '${attachmentId}' does not exist`);
  }
  const deleteOnTermination = params.flag('Attachment.DeleteOnTermination');
  region.interfaces.put({
    ...nic,
    description: params.text('Description.Value') ?? nic.description,
    sourceDestCheck: params.flag('SourceDestCheck.Value') ?? nic.sourceDestCheck,
    groupIds: groups.length > 0 ? groupsOf(call, groups, nic.vpcId) : nic.groupIds,
    ...(nic.attachment !== undefined && deleteOnTermination !== undefined
      ? { attachment: { ...nic.attachment, deleteOnTermination } }
      : {}),
  });
}

export const interfaceActions: Actions<QueryAction> = {
  CreateNetworkInterface: changes((call) => ({
    networkInterface: renderInterface(create(call), call),
    clientToken: call.params.text('ClientToken'),
  })),
  DeleteNetworkInterface: changes((call) => {
    remove(call);
    return { return: true };
  }),
  ModifyNetworkInterfaceAttribute: changes((call) => {
    modify(call);
    return { return: true };
  }),
  DescribeNetworkInterfaces: reads((call) =>
    describe({
      kind: 'interfaces',
      set: 'networkInterfaceSet',
      ids: 'NetworkInterfaceId',
      filters: interfaceFilters(call),
      render: renderInterface,
    })(call),
  ),
};
