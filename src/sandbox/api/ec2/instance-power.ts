/** Starting, stopping, rebooting and terminating. The answer shows the first change of state; the hosts follow. */
import { type Actions, changes, type QueryAction, type QueryCall } from '#sandbox/api/call.ts';
import type { Instance, InstanceState } from '#sandbox/api/store/compute-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { renderState } from './instance-view.ts';
import { notFound, visible } from './kinds.ts';

function chosen({ region, params, now }: QueryCall): readonly Instance[] {
  const ids = params.texts('InstanceId');
  if (ids.length === 0) params.need('InstanceId');
  const missing = ids.filter((id) => visible(region, 'instances', id, now) === undefined);
  if (missing.length > 0) throw notFound('instances', missing);
  return ids.flatMap((id) => region.instances.get(id) ?? []);
}

/** One kind of change: the states it begins in, the one it leads to, and those in which there is nothing to do. */
interface PowerChange {
  readonly from: readonly InstanceState[];
  readonly to: InstanceState;
  readonly already: readonly InstanceState[];
  readonly verb: string;
  readonly carryOut: (call: QueryCall, id: string) => void;
}

const start: PowerChange = {
  from: ['stopped'],
  to: 'pending',
  already: ['pending', 'running'],
  verb: 'started',
  carryOut: ({ hosts, regionName }, id) => hosts.start(regionName, id),
};
const stop: PowerChange = {
  from: ['running', 'pending'],
  to: 'stopping',
  already: ['stopping', 'stopped'],
  verb: 'stopped',
  carryOut: ({ hosts, regionName }, id) => hosts.stop(regionName, id),
};
const terminate: PowerChange = {
  from: ['pending', 'running', 'stopping', 'stopped'],
  to: 'shutting-down',
  already: ['shutting-down', 'terminated'],
  verb: 'terminated',
  carryOut: ({ hosts, regionName }, id) => hosts.terminate(regionName, id),
};

function change(call: QueryCall, { from, to, already, verb, carryOut }: PowerChange): XmlObject {
  const instances = chosen(call);
  for (const { id, state } of instances) {
    if (from.includes(state) || already.includes(state)) continue;
    throw new ApiError(
      'IncorrectInstanceState',
      `The instance '${id}' is not in a state from which it can be ${verb}.`,
    );
  }
  return {
    instancesSet: instances.map((instance) => {
      const moves = from.includes(instance.state);
      if (moves) {
        const { stateReason: _, ...rest } = instance;
        const reason = {
          code: 'Client.UserInitiatedShutdown',
          message: 'Client.UserInitiatedShutdown: User initiated shutdown',
        };
        call.region.instances.put({ ...rest, state: to, ...(to === 'pending' ? {} : { stateReason: reason }) });
        carryOut(call, instance.id);
      }
      return {
        instanceId: instance.id,
        currentState: renderState(moves ? to : instance.state),
        previousState: renderState(instance.state),
      };
    }),
  };
}

export const instancePowerActions: Actions<QueryAction> = {
  StartInstances: changes((call) => change(call, start)),
  StopInstances: changes((call) => change(call, stop)),
  TerminateInstances: changes((call) => {
    const kept = chosen(call).find((one) => one.protectedFromTermination && !terminate.already.includes(one.state));
    if (kept !== undefined) {
      throw new ApiError(
        'OperationNotPermitted',
        `The instance '${kept.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
      );
    }
    return change(call, terminate);
  }),
  RebootInstances: changes((call) => {
    const instances = chosen(call);
    const other = instances.find((one) => one.state !== 'running');
    if (other !== undefined) {
      throw new ApiError(
        'IncorrectInstanceState',
        `The instance '${other.id}' is not in a state from which it can be rebooted.`,
      );
    }
    for (const { id } of instances) call.hosts.reboot(call.regionName, id);
    return { return: true };
  }),
};
