/** Routes. A route whose target cannot take packets is a black hole. */
import { type Actions, changes, type QueryAction, type QueryCall } from '#sandbox/api/call.ts';
import type { Route, RouteTable, Target } from '#sandbox/api/store/network-model.ts';
import type { Region } from '#sandbox/api/store/region.ts';
import { ApiError, notInSandbox } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { inside, isIpv4, normalCidr, parseCidr } from './cidrs.ts';
import { need } from './kinds.ts';
import { mustOwn } from './shared.ts';

const serving = new Set(['pending', 'running', 'stopping']);

/** `blackhole` when the gateway is detached, or the interface is gone, attached to nothing or to a stopped instance. */
export function routeState({ target }: Route, region: Region): 'active' | 'blackhole' {
  switch (target.kind) {
    case 'local':
      return 'active';
    case 'foreign':
      return target.gone === true ? 'blackhole' : 'active';
    case 'gateway':
      return region.gateways.get(target.id)?.vpcId === undefined ? 'blackhole' : 'active';
    case 'interface': {
      const instanceId = region.interfaces.get(target.id)?.attachment?.instanceId;
      const state = instanceId === undefined ? undefined : region.instances.get(instanceId)?.state;
      return state !== undefined && serving.has(state) ? 'active' : 'blackhole';
    }
  }
}

function destinationElement({ destination }: Route): string {
  if (destination.startsWith('pl-')) return 'destinationPrefixListId';
  return isIpv4(destination) ? 'destinationCidrBlock' : 'destinationIpv6CidrBlock';
}

export function renderRoute(route: Route, call: QueryCall): XmlObject {
  const { target } = route;
  const instanceId =
    target.kind === 'interface' ? call.region.interfaces.get(target.id)?.attachment?.instanceId : undefined;
  return {
    [destinationElement(route)]: route.destination,
    ...(target.kind === 'foreign' ? { [target.element]: target.id } : {}),
    ...(target.kind === 'foreign' && target.element === 'gatewayId'
      ? {}
      : { gatewayId: target.kind === 'local' ? 'local' : target.kind === 'gateway' ? target.id : undefined }),
    instanceId,
    instanceOwnerId: instanceId === undefined ? undefined : call.world.accountId,
    networkInterfaceId: target.kind === 'interface' ? target.id : undefined,
    origin: route.origin,
    state: routeState(route, call.region),
  };
}

function targetOf(call: QueryCall, table: RouteTable): Target {
  const { region, params, now } = call;
  const gatewayId = params.text('GatewayId');
  const instanceId = params.text('InstanceId');
  const interfaceId = params.text('NetworkInterfaceId');
  const given = [gatewayId, instanceId, interfaceId].filter((one) => one !== undefined);
  if (given.length > 1) {
    throw new ApiError(
      'InvalidParameterCombination',
      'Only one of gateway, instance and network interface may be specified.',
    );
  }
  if (gatewayId !== undefined) {
    const gateway = need(region, 'gateways', gatewayId, now);
    if (gateway.vpcId === table.vpcId) return { kind: 'gateway', id: gateway.id };
    throw new ApiError(
      'InvalidParameterValue',
      `route table ${table.id} and network gateway ${gateway.id} belong to different networks`,
    );
  }
  if (interfaceId !== undefined) return inVpc(need(region, 'interfaces', interfaceId, now), table);
  if (instanceId !== undefined) {
    need(region, 'instances', instanceId, now);
    const attached = region.interfaces.all().filter((one) => one.attachment?.instanceId === instanceId);
    const [only, second] = attached;
    if (only !== undefined && second === undefined) return inVpc(only, table);
    throw new ApiError(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${instanceId}'. Please specify an interface ID for the operation instead.`,
    );
  }
  throw notInSandbox('A route to anything but an Internet gateway, an instance or a network interface');
}

function inVpc(row: { readonly id: string; readonly vpcId: string }, table: RouteTable): Target {
  if (row.vpcId === table.vpcId) return { kind: 'interface', id: row.id };
  throw new ApiError(
    'InvalidParameterValue',
    `route table ${table.id} and interface ${row.id} belong to different networks`,
  );
}

const noRoute = (table: RouteTable, destination: string): ApiError =>
  new ApiError(
    'InvalidRoute.NotFound',
    `no route with destination-cidr-block ${destination} in route table ${table.id}`,
  );

function edit(
  call: QueryCall,
  change: (table: RouteTable, destination: string, same: Route | undefined) => readonly Route[],
): void {
  const table = need(call.region, 'routeTables', call.params.need('RouteTableId'), call.now);
  mustOwn(call, table.vpcId);
  const destination = normalCidr(call.params.need('DestinationCidrBlock'));
  const same = table.routes.find((route) => route.destination === destination);
  if (same?.target.kind === 'local') {
    throw new ApiError(
      'InvalidParameterValue',
      `cannot change the local route ${destination} in route table ${table.id}`,
    );
  }
  call.region.routeTables.put({ ...table, routes: change(table, destination, same) });
}

function create(call: QueryCall): void {
  edit(call, (table, destination, same) => {
    const target = targetOf(call, table);
    if (same !== undefined) {
      throw new ApiError('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
    }
    // VPC User Guide, "Gateway route tables": destinations are the VPC's own networks, or parts of them.
    const edge = table.associations.some(({ gatewayId }) => gatewayId !== undefined);
    const locals = table.routes.filter((route) => route.target.kind === 'local' && isIpv4(route.destination));
    if (edge && !locals.some((route) => inside(parseCidr(destination), parseCidr(route.destination)))) {
      throw new ApiError(
        'InvalidParameterValue',
        `The destination CIDR block ${destination} is not within a CIDR block of this VPC, and route table ${table.id} is associated with a gateway.`,
      );
    }
    const local = table.routes.find((route) => route.target.kind === 'local');
    if (
      local !== undefined &&
      target.kind === 'gateway' &&
      inside(parseCidr(destination), parseCidr(local.destination))
    ) {
      throw new ApiError(
        'InvalidParameterValue',
        `The destination CIDR block ${destination} is equal to or more specific than one of this VPC's CIDR blocks.`,
      );
    }
    if (table.routes.length >= call.world.settings.quotas.routesPerTable) {
      throw new ApiError('RouteLimitExceeded', 'The maximum number of routes has been reached.');
    }
    return [...table.routes, { destination, target, origin: 'CreateRoute' }];
  });
}

export const routeActions: Actions<QueryAction> = {
  CreateRoute: changes((call) => {
    create(call);
    return { return: true };
  }),
  ReplaceRoute: changes((call) => {
    edit(call, (table, destination, same) => {
      if (same === undefined) {
        throw new ApiError(
          'InvalidParameterValue',
          `There is no route defined for '${destination}' in the route table. Use CreateRoute instead.`,
        );
      }
      const target = targetOf(call, table);
      return table.routes.map((route) => (route === same ? { ...route, target } : route));
    });
    return { return: true };
  }),
  DeleteRoute: changes((call) => {
    edit(call, (table, destination, same) => {
      if (same === undefined) throw noRoute(table, destination);
      return table.routes.filter((route) => route !== same);
    });
    return { return: true };
  }),
};
