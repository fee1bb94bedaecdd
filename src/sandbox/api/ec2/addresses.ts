/** Elastic IPs. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import type { Address, NetworkInterfaceRow } from '#sandbox/api/store/network-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { describe } from './describe.ts';
import { need } from './kinds.ts';
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

function byIdOrIp({ region, params, now }: QueryCall): Address {
  const publicIp = params.text('PublicIp');
  if (publicIp === undefined) return need(region, 'addresses', params.need('AllocationId'), now);
  const found = region.addresses.all().find((one) => one.publicIp === publicIp && one.visibleAt <= now);
  if (found === undefined) throw new ApiError('InvalidAddress.NotFound', `Address '${publicIp}' not found.`);
  return found;
}

/** The interface to put the address on: named itself, or the only one of an instance. */
function destination({ region, params, now }: QueryCall): NetworkInterfaceRow {
  const interfaceId = params.text('NetworkInterfaceId');
  if (interfaceId !== undefined) return need(region, 'interfaces', interfaceId, now);
  const instance = need(region, 'instances', params.need('InstanceId'), now);
  const attached = region.interfaces.all().filter((one) => one.attachment?.instanceId === instance.id);
  const [only, second] = attached;
  if (only === undefined)
    throw new ApiError('InvalidInstanceID', `The instance '${instance.id}' has no network interface.`);
  if (second === undefined) return only;
  throw new ApiError(
    'InvalidInstanceID',
    `There are multiple interfaces attached to instance '${instance.id}'. Please specify an interface ID for the operation instead.`,
  );
}

function associate(call: QueryCall): string {
  const { region, params } = call;
  const address = byIdOrIp(call);
  const nic = destination(call);
  const present = address.association;
  if (present?.interfaceId === nic.id) return present.id;
  if (present !== undefined && params.flag('AllowReassociation') !== true) {
    throw new ApiError(
      'Resource.AlreadyAssociated',
      `resource ${address.id} is already associated with associate-id ${present.id}`,
    );
  }
  if (!region.gateways.all().some((one) => one.vpcId === nic.vpcId)) {
    throw new ApiError('Gateway.NotAttached', `Network ${nic.vpcId} is not attached to any internet gateway`);
  }
  const other = region.addresses.all().find((one) => one.association?.interfaceId === nic.id);
  if (other !== undefined && params.flag('AllowReassociation') !== true) {
    throw new ApiError(
      'Resource.AlreadyAssociated',
      `resource ${nic.id} is already associated with associate-id ${other.association?.id}`,
    );
  }
  if (other !== undefined) release(call, other);
  const id = newId('eipassoc');
  // The automatic address gives way to an Elastic IP for good.
  const { autoPublicIp: _, ...rest } = nic;
  region.interfaces.put(rest);
  region.addresses.put({ ...address, association: { id, interfaceId: nic.id } });
  return id;
}

/** Takes the association away; the address stays allocated. */
function release({ region }: QueryCall, address: Address): void {
  const { association: _, ...free } = address;
  region.addresses.put(free);
}

function disassociate(call: QueryCall): void {
  const id = call.params.text('AssociationId');
  const publicIp = call.params.text('PublicIp');
  if (id === undefined && publicIp === undefined) call.params.need('AssociationId');
  const found = call.region.addresses
    .all()
    .find((one) => one.association !== undefined && (one.association.id === id || one.publicIp === publicIp));
  if (found === undefined) {
    throw new ApiError('InvalidAssociationID.NotFound', `The association ID '${id ?? publicIp}' does not exist`);
  }
  release(call, found);
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
