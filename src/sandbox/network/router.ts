import type { NetworkInterface, NetworkSubnet, NetworkVpc } from '#sandbox/hosts/backend.ts';
import { gatewayOf, linkLocal, mtu, prefixLength } from './addresses.ts';
import { attempt } from './command.ts';
import { connectRouter } from './internet.ts';
import { linkName, type Names } from './names.ts';
import {
  addNamespace,
  applyRuleset,
  deleteNamespace,
  forwardingParameters,
  ipBatch,
  kernelDefaults,
  setParameters,
} from './namespaces.ts';
import { routerFilter } from './router-filter.ts';
import { type RoutingEntry, routerRoutes } from './router-routes.ts';

/** The router of one VPC, with the interfaces that hang on it. Its calls must not overlap. */
export interface Router {
  /** Brings namespace, links, routes and rules to what is pictured; does nothing where nothing changed. */
  apply(vpc: NetworkVpc, interfaces: readonly NetworkInterface[]): Promise<void>;
  /** Puts an interface into a namespace without a past, as a host finds it when it boots. */
  renewHost(one: NetworkInterface, subnet: NetworkSubnet): Promise<void>;
  /** Takes an interface's link down, as when nobody stands behind it. */
  silence(one: NetworkInterface): Promise<void>;
  /** Removes the router and its interfaces' namespaces. */
  remove(): Promise<void>;
}

/** Makes a VPC's router, connected to the Internet, without any interface yet. */
export async function createRouter(names: Names, vpcId: string): Promise<Router> {
  const namespace = names.router(vpcId);
  const tables = new Map<string, number>();
  const tableOf = (subnetId: string): number => {
    const table = tables.get(subnetId) ?? 100 + tables.size;
    tables.set(subnetId, table);
    return table;
  };
  /** Kept up with every single change, so that a call that failed midway can be made again. */
  const attached = new Map<string, NetworkInterface>();
  let routing: ReadonlyMap<string, RoutingEntry> = new Map();
  let filter = '';

  await addNamespace(namespace);
  await setParameters(namespace, {
    ...forwardingParameters,
    // Hosts of one subnet see each other only through here: the router answers for all of them.
    'net.ipv4.conf.default.proxy_arp': '1',
    // As EC2 tracks: three minutes for a UDP stream, and no judgement on TCP windows it saw half of.
    'net.netfilter.nf_conntrack_udp_timeout_stream': '180',
    'net.netfilter.nf_conntrack_tcp_be_liberal': '1',
  });
  await ipBatch(namespace, [
    'link set lo up',
    `address add ${linkLocal.metadata}/32 dev lo`,
    `address add ${linkLocal.time}/32 dev lo`,
  ]);
  await connectRouter(names, vpcId);

  /** The interface exists from now on, but nobody answers at it before a host boots. */
  const attach = async (one: NetworkInterface): Promise<void> => {
    const host = names.host(one.id);
    const link = linkName('e', one.id);
    await addNamespace(host);
    await ipBatch(namespace, [
      `link add ${link} mtu ${mtu.vpc} type veth peer name ens5 mtu ${mtu.vpc} address ${one.mac} netns ${host}`,
      `link set ${link} up`,
      // It answers at once, too: proxied ARP is delayed by up to 0.8 s otherwise.
      `ntable change name arp_cache dev ${link} proxy_delay 0`,
      `neigh replace ${one.privateIp} lladdr ${one.mac} dev ${link} nud permanent`,
    ]);
  };

  return {
    async apply(vpc, interfaces) {
      const subnets = new Map(vpc.subnets.map((subnet) => [subnet.id, subnet]));
      const wanted = new Map(interfaces.map((one) => [one.id, one]));
      for (const [id, one] of attached) {
        const now = wanted.get(id);
        // An address that is taken away takes its flows with it; a rule that is taken away does not.
        if (now?.publicIp !== one.publicIp && one.publicIp !== undefined) await flushAddress(namespace, one.publicIp);
        if (now === undefined) await flushAddress(namespace, one.privateIp);
      }
      for (const one of interfaces) {
        const subnet = subnets.get(one.subnetId);
        if (subnet === undefined)
          throw new Error(`Interface ${one.id} is in ${one.subnetId}, which ${vpc.id} has not.`);
        if (!attached.has(one.id)) await attach(one);
        attached.set(one.id, one);
      }
      const desiredFilter = routerFilter(vpc, interfaces);
      if (desiredFilter !== filter) await applyRuleset(namespace, desiredFilter);
      filter = desiredFilter;
      const desired = new Map(routerRoutes(vpc, interfaces, tableOf).map((entry) => [entry.key, entry]));
      await ipBatch(
        namespace,
        [...routing.values()].filter(({ key }) => !desired.has(key)).map(({ remove }) => remove),
      );
      await ipBatch(
        namespace,
        [...desired.values()].filter(({ key, add }) => routing.get(key)?.add !== add).map(({ add }) => add),
      );
      routing = desired;
      for (const id of [...attached.keys()].filter((one) => !wanted.has(one))) {
        await detach(names, namespace, id);
        attached.delete(id);
      }
    },
    async renewHost(one, subnet) {
      const host = names.host(one.id);
      const link = linkName('e', one.id);
      // The link waits in the router, so that its other end keeps its routes and its place in the groups.
      const parked = `p${link}`;
      await ipBatch(host, ['link set ens5 down', `link set ens5 name ${parked} netns ${namespace}`]);
      await deleteNamespace(host);
      await addNamespace(host);
      await ipBatch(namespace, [`link set ${parked} name ens5 netns ${host}`]);
      await configureHost(host, one, subnet);
    },
    silence: (one) => ipBatch(names.host(one.id), ['link set ens5 down'], { force: true }),
    async remove() {
      for (const id of attached.keys()) await deleteNamespace(names.host(id));
      await deleteNamespace(namespace);
    },
  };
}

async function configureHost(host: string, one: NetworkInterface, subnet: NetworkSubnet): Promise<void> {
  await setParameters(host, kernelDefaults);
  await ipBatch(host, [
    'link set lo up',
    `address add ${one.privateIp}/${prefixLength(subnet.cidr)} dev ens5`,
    'link set ens5 up',
    `route add default via ${gatewayOf(subnet.cidr)} dev ens5`,
  ]);
}

async function detach(names: Names, router: string, interfaceId: string): Promise<void> {
  await ipBatch(router, [`link del ${linkName('e', interfaceId)}`], { force: true });
  await deleteNamespace(names.host(interfaceId));
}

/** Forgets every tracked flow that an address takes part in, before or after translation. */
export async function flushAddress(routerNamespace: string, address: string): Promise<void> {
  for (const side of ['--orig-src', '--orig-dst', '--reply-src', '--reply-dst']) {
    // conntrack's exit code is 1 when there was nothing to forget.
    await attempt(['ip', 'netns', 'exec', routerNamespace, 'conntrack', '-D', side, address]);
  }
}
