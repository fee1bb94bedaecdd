/** Attaching and detaching interfaces, and their single attributes. The primary interface (device 0) stays for the instance's life. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import { ApiError, invalidValue } from '#sandbox/api/wire/errors.ts';
import { groupSet, renderInterface } from './interface-view.ts';
import { need } from './kinds.ts';

function attach({ region, params, now }: QueryCall): string {
  const nic = need(region, 'interfaces', params.need('NetworkInterfaceId'), now);
  const instance = need(region, 'instances', params.need('InstanceId'), now);
  const deviceIndex = params.int('DeviceIndex');
  if (deviceIndex === undefined)
    throw new ApiError('MissingParameter', 'The request must contain the parameter deviceIndex');
  if (nic.attachment !== undefined) {
    throw new ApiError('InvalidNetworkInterface.InUse', `Interface: [${nic.id}] in use.`);
  }
  if (nic.zone !== instance.zone) {
    throw invalidValue(
      `You may not attach a network interface to an instance if they are not in the same availability zone`,
    );
  }
  if (!['running', 'stopped'].includes(instance.state)) {
    throw new ApiError('IncorrectState', `Instance '${instance.id}' is not 'running' or 'stopped'.`);
  }
  const taken = region.interfaces
    .all()
    .some((one) => one.attachment?.instanceId === instance.id && one.attachment.deviceIndex === deviceIndex);
  if (taken)
    throw invalidValue(`Instance '${instance.id}' already has an interface attached at device index '${deviceIndex}'.`);
  const id = newId('eni-attach');
  region.interfaces.put({
    ...nic,
    attachment: {
      id,
      instanceId: instance.id,
      deviceIndex,
      deleteOnTermination: false,
      attachedAt: new Date(now).toISOString(),
    },
  });
  return id;
}

function detach({ region, params }: QueryCall): void {
  const id = params.need('AttachmentId');
  const nic = region.interfaces.all().find((one) => one.attachment?.id === id);
  if (nic?.attachment === undefined) {
    throw new ApiError('InvalidAttachmentID.NotFound', `The attachment ID '${id}' does not exist`);
  }
  if (nic.attachment.deviceIndex === 0) {
    throw new ApiError('OperationNotPermitted', `The network interface at device index 0 cannot be detached.`);
  }
  const { attachment: _, ...free } = nic;
  region.interfaces.put(free);
}

export const interfaceAttachmentActions: Actions<QueryAction> = {
  AttachNetworkInterface: changes((call) => ({ attachmentId: attach(call), networkCardIndex: 0 })),
  DetachNetworkInterface: changes((call) => {
    detach(call);
    return { return: true };
  }),
  DescribeNetworkInterfaceAttribute: reads((call) => {
    const nic = need(call.region, 'interfaces', call.params.need('NetworkInterfaceId'), call.now);
    const attribute = call.params.need('Attribute');
    const networkInterfaceId = nic.id;
    switch (attribute) {
      case 'sourceDestCheck':
        return { networkInterfaceId, sourceDestCheck: { value: nic.sourceDestCheck } };
      case 'description':
        return { networkInterfaceId, description: { value: nic.description } };
      case 'groupSet':
        return { networkInterfaceId, groupSet: groupSet(nic.groupIds, call) };
      case 'attachment':
        return { networkInterfaceId, attachment: renderInterface(nic, call).attachment };
      default:
        throw invalidValue(
          `Value (${attribute}) for parameter attribute is invalid. Unknown network interface attribute.`,
        );
    }
  }),
};
