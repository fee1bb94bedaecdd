/** Landscapes of routes: whose tables they are, and where they lead. */
import { newId } from '#sandbox/api/store/ids.ts';
import type { ForeignTarget, Route } from '#sandbox/api/store/network-model.ts';
import { addRoutes, type Landscape, type Place, tableNamed, unnamed } from './landscape.ts';

const foreign = (
  destination: string,
  element: ForeignTarget,
  prefix: string,
  more: { readonly gone?: boolean; readonly origin?: Route['origin'] } = {},
): Route => ({
  destination,
  target: { kind: 'foreign', element, id: newId(prefix), ...(more.gone === true ? { gone: true } : {}) },
  origin: more.origin ?? 'CreateRoute',
});

const edgeTables: Landscape = {
  about: 'a route table of the Internet gateway, which sends what comes in through a firewall',
  furnish: async (place) => {
    const { aws, region, vpcId, octet } = place;
    const gateway = region.gateways.all().find((one) => one.vpcId === vpcId);
    const subnet = region.subnets.all().find((one) => one.vpcId === vpcId && one.tags.Name === 'private-b');
    const nicId = await aws.make(
      'CreateNetworkInterface',
      { SubnetId: subnet?.id ?? '', Description: 'firewall' },
      'networkInterface',
      'networkInterfaceId',
    );
    const local: Route = { destination: `10.${octet}.0.0/16`, target: { kind: 'local' }, origin: 'CreateRouteTable' };
    const inbound: Route = {
      destination: `10.${octet}.10.0/24`,
      target: { kind: 'interface', id: nicId },
      origin: 'CreateRoute',
    };
    region.routeTables.put({
      ...unnamed,
      id: newId('rtb'),
      tags: { Name: 'edge' },
      vpcId,
      routes: [local, inbound],
      associations: gateway === undefined ? [] : [{ id: newId('rtbassoc'), gatewayId: gateway.id }],
    });
  },
};

/** Routes that lead out of the way of a mesh, and some that lie inside what it carries. */
function neighbours(place: Place): void {
  const [far = 0] = place.others;
  const vgw = newId('vgw');
  const table = tableNamed(place, 'private-a');
  place.region.routeTables.put({ ...table, propagating: [vgw] });
  addRoutes(place, table, [
    foreign('0.0.0.0/0', 'natGatewayId', 'nat'),
    foreign('::/0', 'egressOnlyInternetGatewayId', 'eigw'),
    // Of a gateway endpoint: AWS's own addresses of S3.
    foreign('pl-63a5400a', 'gatewayId', 'vpce'),
    foreign(newId('pl'), 'transitGatewayId', 'tgw'),
    foreign('10.200.0.0/16', 'transitGatewayId', 'tgw'),
    foreign('10.201.0.0/16', 'vpcPeeringConnectionId', 'pcx', { gone: true }),
    { ...foreign('192.168.0.0/16', 'gatewayId', 'vgw'), origin: 'EnableVgwRoutePropagation' },
    foreign(`10.${far}.77.0/24`, 'vpcPeeringConnectionId', 'pcx'),
  ]);
}

const otherRoutes: Landscape = {
  about: 'routes to a peering, a transit gateway, a virtual private gateway, NAT and prefix lists',
  furnish: neighbours,
};

const propagatedRoutes: Landscape = {
  about:
    "a virtual private gateway that propagates a route to another VPC's network, as beside a VPN or Direct Connect",
  furnish: (place) => {
    if (!place.first) return;
    const table = tableNamed(place, 'private-a');
    const routes = place.others.map((octet) =>
      foreign(`10.${octet}.0.0/16`, 'gatewayId', 'vgw', { origin: 'EnableVgwRoutePropagation' }),
    );
    const gateways = routes.flatMap(({ target }) => (target.kind === 'foreign' ? target.id : []));
    place.region.routeTables.put({ ...table, propagating: gateways });
    addRoutes(place, table, routes);
  },
};

export const routingLandscapes = {
  'edge-tables': edgeTables,
  'other-routes': otherRoutes,
  'propagated-routes': propagatedRoutes,
} as const;
