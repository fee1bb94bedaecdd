/** Internet gateways. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import type { InternetGateway } from '#sandbox/api/store/network-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { describe } from './describe.ts';
import { dependencyViolation, need } from './kinds.ts';
import { tagSet, tagsOnCreate } from './tags.ts';

const render = (gateway: InternetGateway, call: QueryCall): XmlObject => ({
  internetGatewayId: gateway.id,
  ownerId: call.world.accountId,
  attachmentSet: gateway.vpcId === undefined ? [] : [{ vpcId: gateway.vpcId, state: 'available' }],
  tagSet: tagSet(gateway.tags),
});

function attach({ region, params, now }: QueryCall): void {
  const gateway = need(region, 'gateways', params.need('InternetGatewayId'), now);
  const vpc = need(region, 'vpcs', params.need('VpcId'), now);
  if (gateway.vpcId !== undefined) {
    throw new ApiError(
      'Resource.AlreadyAssociated',
      `resource ${gateway.id} is already attached to network ${gateway.vpcId}`,
    );
  }
  if (region.gateways.all().some((one) => one.vpcId === vpc.id)) {
    throw new ApiError('InvalidParameterValue', `Network ${vpc.id} already has an internet gateway attached`);
  }
  region.gateways.put({ ...gateway, vpcId: vpc.id });
}

function detach({ region, params, now }: QueryCall): void {
  const gateway = need(region, 'gateways', params.need('InternetGatewayId'), now);
  const vpcId = params.need('VpcId');
  if (gateway.vpcId !== vpcId) {
    throw new ApiError('Gateway.NotAttached', `resource ${gateway.id} is not attached to network ${vpcId}`);
  }
  const mapped = region.interfaces
    .all()
    .some(
      (one) =>
        one.vpcId === vpcId &&
        (one.autoPublicIp !== undefined || region.addresses.all().some((a) => a.association?.interfaceId === one.id)),
    );
  if (mapped) {
    throw dependencyViolation(
      `Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
    );
  }
  const { vpcId: _, ...detached } = gateway;
  region.gateways.put(detached);
}

export const gatewayActions: Actions<QueryAction> = {
  CreateInternetGateway: changes((call) => {
    const gateway = call.region.gateways.put({
      id: newId('igw'),
      tags: tagsOnCreate(call.params, 'gateways'),
      visibleAt: call.now + call.world.settings.consistencyMs,
    });
    return { internetGateway: render(gateway, call) };
  }),
  AttachInternetGateway: changes((call) => {
    attach(call);
    return { return: true };
  }),
  DetachInternetGateway: changes((call) => {
    detach(call);
    return { return: true };
  }),
  DeleteInternetGateway: changes(({ region, params, now }) => {
    const gateway = need(region, 'gateways', params.need('InternetGatewayId'), now);
    if (gateway.vpcId !== undefined) {
      throw dependencyViolation(`The internetGateway '${gateway.id}' has dependencies and cannot be deleted.`);
    }
    region.gateways.delete(gateway.id);
    return { return: true };
  }),
  DescribeInternetGateways: reads(
    describe({
      kind: 'gateways',
      set: 'internetGatewaySet',
      ids: 'InternetGatewayId',
      filters: {
        'internet-gateway-id': (gateway) => [gateway.id],
        'attachment.vpc-id': (gateway) => [gateway.vpcId],
        'attachment.state': (gateway) => (gateway.vpcId === undefined ? [] : ['available']),
      },
      render,
    }),
  ),
};
