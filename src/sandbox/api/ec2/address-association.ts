/** Putting Elastic IPs on interfaces and taking them off. */
import type { QueryCall } from '#sandbox/api/call.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import type { Address, NetworkInterfaceRow } from '#sandbox/api/store/network-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import { need } from './kinds.ts';

/** The address a request names by allocation or by itself. @throws ApiError InvalidAllocationID.NotFound, InvalidAddress.NotFound */
export function byIdOrIp({ region, params, now }: QueryCall): Address {
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

/** @returns the association's id */
export function associate(call: QueryCall): string {
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

export function disassociate(call: QueryCall): void {
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
