/** Single attributes of instances. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import type { Instance } from '#sandbox/api/store/compute-model.ts';
import { ApiError, invalidValue, notInSandbox } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { instanceType } from './instance-types.ts';
import { interfacesOf, renderMetadata } from './instance-view.ts';
import { groupSet } from './interface-view.ts';
import { groupsOf } from './interfaces.ts';
import { need } from './kinds.ts';
import { readMetadata } from './launch-request.ts';

const chosen = (call: QueryCall): Instance => need(call.region, 'instances', call.params.need('InstanceId'), call.now);

function attribute(call: QueryCall): XmlObject {
  const instance = chosen(call);
  const [primary] = interfacesOf(instance, call);
  const name = call.params.need('Attribute');
  switch (name) {
    case 'disableApiTermination':
      return { disableApiTermination: { value: instance.protectedFromTermination } };
    case 'sourceDestCheck':
      return { sourceDestCheck: { value: primary?.sourceDestCheck } };
    case 'userData':
      return { userData: { value: instance.userData } };
    case 'instanceType':
      return { instanceType: { value: instance.type } };
    case 'groupSet':
      return { groupSet: groupSet(primary?.groupIds ?? [], call) };
    case 'instanceInitiatedShutdownBehavior':
      return { instanceInitiatedShutdownBehavior: { value: instance.shutdownBehavior } };
    case 'disableApiStop':
      return { disableApiStop: { value: false } };
    case 'ebsOptimized':
      return { ebsOptimized: { value: false } };
    case 'enaSupport':
      return { enaSupport: { value: true } };
    default:
      throw notInSandbox(`The instance attribute ${name}`);
  }
}

function needStopped(instance: Instance, what: string): void {
  if (instance.state === 'stopped') return;
  throw new ApiError(
    'IncorrectInstanceState',
    `The instance '${instance.id}' is not in the 'stopped' state: ${what} cannot be changed.`,
  );
}

function modify(call: QueryCall): void {
  const { params, region } = call;
  const instance = chosen(call);
  const named = params.text('Attribute');
  const value = (name: string): string | undefined => {
    const lower = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    return params.text(`${name}.Value`) ?? (named === lower ? params.text('Value') : undefined);
  };
  const flag = (name: string): boolean | undefined => {
    const text = value(name)?.toLowerCase();
    return text === undefined ? undefined : text === 'true';
  };
  const [primary, second] = interfacesOf(instance, call);
  const groups = params.texts('GroupId');
  const sourceDestCheck = flag('SourceDestCheck');
  if ((groups.length > 0 || sourceDestCheck !== undefined) && (primary === undefined || second !== undefined)) {
    throw new ApiError(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${instance.id}'. Please specify an interface ID for the operation instead.`,
    );
  }
  const userData = value('UserData');
  if (userData !== undefined) needStopped(instance, 'user data');
  const type = value('InstanceType');
  if (type !== undefined) needStopped(instance, 'the instance type');
  if (type !== undefined && instanceType(type) === undefined)
    throw invalidValue(`Invalid value '${type}' for InstanceType.`);
  const behavior = value('InstanceInitiatedShutdownBehavior');
  if (primary !== undefined) {
    region.interfaces.put({
      ...primary,
      sourceDestCheck: sourceDestCheck ?? primary.sourceDestCheck,
      groupIds: groups.length > 0 ? groupsOf(call, groups, primary.vpcId) : primary.groupIds,
    });
  }
  region.instances.put({
    ...instance,
    protectedFromTermination: flag('DisableApiTermination') ?? instance.protectedFromTermination,
    shutdownBehavior: behavior === 'terminate' || behavior === 'stop' ? behavior : instance.shutdownBehavior,
    type: type ?? instance.type,
    ...(userData === undefined ? {} : { userData }),
  });
}

export const instanceAttributeActions: Actions<QueryAction> = {
  DescribeInstanceAttribute: reads((call) => ({ instanceId: chosen(call).id, ...attribute(call) })),
  ModifyInstanceAttribute: changes((call) => {
    modify(call);
    return { return: true };
  }),
  ModifyInstanceMetadataOptions: changes((call) => {
    const instance = chosen(call);
    const next = call.region.instances.put({ ...instance, metadata: readMetadata(call.params, instance.metadata) });
    return { instanceId: next.id, instanceMetadataOptions: { ...renderMetadata(next), state: 'pending' } };
  }),
};
