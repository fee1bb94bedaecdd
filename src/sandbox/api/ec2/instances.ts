/** Looking at instances: what they are, how they are, what their console said. */
import { type Actions, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import type { Instance } from '#sandbox/api/store/compute-model.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { page, selected } from './describe.ts';
import { instanceFilters, renderReservation, renderState } from './instance-view.ts';
import { need } from './kinds.ts';
import { zoneId } from './zones.ts';

const listed = (call: QueryCall): readonly Instance[] =>
  selected(call, { kind: 'instances', ids: 'InstanceId', filters: instanceFilters(call) });

function renderStatus(instance: Instance, { now, world }: QueryCall): XmlObject {
  const passed = instance.bootedAt !== undefined && instance.bootedAt + world.settings.statusDelayMs <= now;
  const status = instance.state !== 'running' ? 'not-applicable' : passed ? 'ok' : 'initializing';
  const reachability = passed ? 'passed' : 'initializing';
  const check = {
    status,
    details: instance.state === 'running' ? [{ name: 'reachability', status: reachability }] : [],
  };
  return {
    instanceId: instance.id,
    availabilityZone: instance.zone,
    availabilityZoneId: zoneId(instance.zone),
    instanceState: renderState(instance.state),
    systemStatus: check,
    instanceStatus: check,
  };
}

export const instanceActions: Actions<QueryAction> = {
  DescribeInstances: reads((call) => {
    const shown = page(call, listed(call));
    const reservations = [...new Set(shown.rows.map((one) => one.reservationId))].map((id) =>
      shown.rows.filter((one) => one.reservationId === id),
    );
    return {
      reservationSet: reservations.map((instances) => renderReservation(instances, call)),
      nextToken: shown.nextToken,
    };
  }),
  DescribeInstanceStatus: reads((call) => {
    const all = call.params.flag('IncludeAllInstances') ?? false;
    const rows = listed(call).filter((one) => all || one.state === 'running');
    const shown = page(call, rows);
    return { instanceStatusSet: shown.rows.map((one) => renderStatus(one, call)), nextToken: shown.nextToken };
  }),
  GetConsoleOutput: reads(async (call) => {
    const instance = need(call.region, 'instances', call.params.need('InstanceId'), call.now);
    const ready = instance.bootedAt !== undefined && instance.bootedAt + call.world.settings.consoleDelayMs <= call.now;
    const text = ready ? await call.hosts.console(instance.id) : '';
    return {
      instanceId: instance.id,
      timestamp: new Date(call.now).toISOString(),
      // EC2 keeps the last 64 KiB.
      output: text === '' ? undefined : Buffer.from(Buffer.from(text).subarray(-65_536)).toString('base64'),
    };
  }),
};
