import type { NetworkInterface, NetworkRoute, NetworkVpc } from '#sandbox/hosts/backend.ts';
import { gatewayOf, transfer } from './addresses.ts';
import { linkName } from './names.ts';

/** One entry of a router's routing state: `key` names it, `add` and `remove` are lines for `ip -batch`. */
export interface RoutingEntry {
  readonly key: string;
  readonly add: string;
  readonly remove: string;
}

/** Holds one route per interface of the VPC: the `local` route that nobody can take away. */
const localTable = 50;

/**
 * How a VPC's router forwards. A packet is routed by the table of the subnet it comes from, and
 * that is the subnet of the interface it enters by: a concentrator hands over packets of remote
 * sources. Two hosts of one subnet meet here too.
 * @param tableOf the kernel's table number for a subnet's id, the same every time.
 */
export function routerRoutes(
  vpc: NetworkVpc,
  interfaces: readonly NetworkInterface[],
  tableOf: (subnetId: string) => number,
): readonly RoutingEntry[] {
  const byId = new Map(interfaces.map((one) => [one.id, one]));
  const entries: RoutingEntry[] = [
    rule('100', `lookup ${localTable}`),
    // Whatever no table answers for vanishes, as on EC2, instead of being refused.
    rule('30000', 'blackhole'),
  ];
  for (const subnet of vpc.subnets) {
    const gateway = gatewayOf(subnet.cidr);
    entries.push({
      key: `gateway ${gateway}`,
      add: `address replace ${gateway}/32 dev lo`,
      remove: `address del ${gateway}/32 dev lo`,
    });
    for (const one of subnet.routes) entries.push(subnetRoute(one, tableOf(subnet.id), byId));
  }
  for (const one of interfaces) {
    const link = linkName('e', one.id);
    entries.push(route(localTable, `${one.privateIp}/32`, `dev ${link} scope link`));
    entries.push(rule('200', `iif ${link} lookup ${tableOf(one.subnetId)}`));
  }
  return entries;
}

function subnetRoute(one: NetworkRoute, table: number, byId: ReadonlyMap<string, NetworkInterface>): RoutingEntry {
  switch (one.target.kind) {
    case 'internet':
      return route(table, one.destination, `via ${transfer.internet} dev edge onlink`);
    case 'interface': {
      const target = byId.get(one.target.id);
      if (target === undefined) return route(table, one.destination, undefined);
      return route(table, one.destination, `via ${target.privateIp} dev ${linkName('e', target.id)} onlink`);
    }
    // Addresses of the VPC that an interface has are in the local table; the others lead nowhere.
    case 'local':
    case 'blackhole':
      return route(table, one.destination, undefined);
  }
}

function route(table: number, destination: string, way: string | undefined): RoutingEntry {
  const add =
    way === undefined
      ? `route replace blackhole ${destination} table ${table}`
      : `route replace ${destination} ${way} table ${table}`;
  return { key: `route ${table} ${destination}`, add, remove: `route del ${destination} table ${table}` };
}

function rule(preference: string, what: string): RoutingEntry {
  const text = what === 'blackhole' ? `blackhole pref ${preference}` : `pref ${preference} ${what}`;
  return { key: `rule ${text}`, add: `rule add ${text}`, remove: `rule del ${text}` };
}
