/** Elastic IPs. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import type { Address, NetworkInterfaceRow } from '#sandbox/api/store/network-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { associate, byIdOrIp, disassociate } from './address-association.ts';
import { describe } from './describe.ts';
import { newPublicIp } from './public-pool.ts';
import { tagSet, tagsOnCreate } from './tags.ts';

const interfaceOf = (address: Address, call: QueryCall): NetworkInterfaceRow | undefined =>
  address.association === undefined ? undefined : call.region.interfaces.get(address.association.interfaceId);

function render(address: Address, call: QueryCall): XmlObject {
  const nic = interfaceOf(address, call);
  return {
    publicIp: address.publicIp,
    allocationId: address.id,
    domain: 'vpc',
    publicIpv4Pool: 'amazon',
    networkBorderGroup: call.regionName,
    associationId: address.association?.id,
    instanceId: nic?.attachment?.instanceId,
    networkInterfaceId: nic?.id,
    networkInterfaceOwnerId: nic === undefined ? undefined : call.world.accountId,
    privateIpAddress: nic?.privateIp,
    tagSet: tagSet(address.tags),
  };
}

function allocate(call: QueryCall): Address {
  const { region, params, now, world } = call;
  if (region.addresses.all().length >= world.settings.quotas.addresses) {
    throw new ApiError('AddressLimitExceeded', 'The maximum number of addresses has been reached.');
  }
  return region.addresses.put({
    id: newId('eipalloc'),
    tags: tagsOnCreate(params, 'addresses'),
    visibleAt: now + world.settings.consistencyMs,
    publicIp: newPublicIp(call),
  });
}

export const addressActions: Actions<QueryAction> = {
  AllocateAddress: changes((call) => {
    const address = allocate(call);
    return {
      publicIp: address.publicIp,
      allocationId: address.id,
      domain: 'vpc',
      publicIpv4Pool: 'amazon',
      networkBorderGroup: call.regionName,
    };
  }),
  AssociateAddress: changes((call) => ({ return: true, associationId: associate(call) })),
  DisassociateAddress: changes((call) => {
    disassociate(call);
    return { return: true };
  }),
  ReleaseAddress: changes((call) => {
    const address = byIdOrIp(call);
    if (address.association !== undefined) {
      throw new ApiError('InvalidIPAddress.InUse', `Address ${address.publicIp} is in use.`);
    }
    call.region.addresses.delete(address.id);
    return { return: true };
  }),
  DescribeAddresses: reads((call) => {
    const asked = call.params.texts('PublicIp');
    const filters = {
      'allocation-id': (address: Address) => [address.id],
      'association-id': (address: Address) => [address.association?.id],
      'public-ip': (address: Address) => [address.publicIp],
      domain: () => ['vpc'],
      'network-interface-id': (address: Address) => [address.association?.interfaceId],
      'instance-id': (address: Address) => [interfaceOf(address, call)?.attachment?.instanceId],
      'private-ip-address': (address: Address) => [interfaceOf(address, call)?.privateIp],
      'network-border-group': () => [call.regionName],
    };
    for (const ip of asked) {
      if (call.region.addresses.all().some((one) => one.publicIp === ip)) continue;
      throw new ApiError('InvalidAddress.NotFound', `Address '${ip}' not found.`);
    }
    const shown = (address: Address): boolean => asked.length === 0 || asked.includes(address.publicIp);
    const rows = describe({
      kind: 'addresses',
      set: 'addressesSet',
      ids: 'AllocationId',
      filters,
      render,
      paged: false,
      keep: shown,
    });
    return rows(call);
  }),
};
