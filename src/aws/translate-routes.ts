/** Route tables, from the SDK's shapes to the product's. */
import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import type { ObservedRoute, ObservedRouteTable } from '#mesh/observed/observation.ts';
import { need, optional } from './translate.ts';

/** States in which an association stands, or is about to (EC2 API Reference, RouteTableAssociationState). */
const standing = new Set<string | undefined>([undefined, 'associated', 'associating']);

export function toRouteTable(table: RouteTable): ObservedRouteTable {
  const associations = (table.Associations ?? []).filter(({ AssociationState }) =>
    standing.has(AssociationState?.State),
  );
  const id = need(table.RouteTableId, 'a route table id');
  // Every table has the VPC's local routes at least.
  const routes = need(table.Routes, "a route table's routes");
  const prefixLists = routes.flatMap((route) => toPrefixList(route) ?? []);
  return {
    id,
    vpcId: need(table.VpcId, "a route table's VPC"),
    main: associations.some(({ Main }) => Main === true),
    subnetIds: associations.flatMap(({ SubnetId }) => SubnetId ?? []),
    ...optional('gatewayId', associations.find(({ GatewayId }) => GatewayId !== undefined)?.GatewayId),
    routes: routes.flatMap((route) => toRoute(route) ?? []),
    ...(prefixLists.length === 0 ? {} : { prefixLists }),
  };
}

function toPrefixList(route: Route): { readonly id: string; readonly target: string } | undefined {
  const { DestinationPrefixListId: id } = route;
  const target = targetOf(route).id;
  return id === undefined || target.startsWith('vpce-') ? undefined : { id, target };
}

function targetOf(route: Route): ObservedRoute['target'] {
  const other = [
    route.NatGatewayId,
    route.TransitGatewayId,
    route.VpcPeeringConnectionId,
    route.LocalGatewayId,
    route.CarrierGatewayId,
    route.CoreNetworkArn,
    route.EgressOnlyInternetGatewayId,
    route.InstanceId,
  ].find((id) => id !== undefined);
  if (route.GatewayId === 'local') return { kind: 'local', id: 'local' };
  if (route.NetworkInterfaceId !== undefined) return { kind: 'interface', id: route.NetworkInterfaceId };
  if (route.GatewayId !== undefined) return { kind: 'gateway', id: route.GatewayId };
  return { kind: 'other', id: other ?? 'unknown' };
}

function toRoute(route: Route): ObservedRoute | undefined {
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = route;
  need(DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId, "a route's destination");
  if (DestinationCidrBlock === undefined) return undefined;
  return {
    destination: DestinationCidrBlock,
    target: targetOf(route),
    // There is a third state by now, "filtered": whatever is not active carries nothing.
    blackhole: need(route.State, "a route's state") !== 'active',
    ...(route.Origin === 'EnableVgwRoutePropagation' ? { propagated: true } : {}),
  };
}
