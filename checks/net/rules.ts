/** What the host's nftables table must contain. nft lists rules in its own form, so they are compared by meaning. */
import type { FirewallTable, HostFacts } from '#linux/host-facts.ts';
import { contains } from '#mesh/cidr.ts';

export const notLoaded = 'nftables table inet vpnmesh is not loaded';

/** The networks that a set lacks; nft merges adjacent elements, so a wider one counts. */
export function missingFrom(table: FirewallTable, set: string, cidrs: readonly string[]): readonly string[] {
  const held = (table.sets[set] ?? []).map((one) => (one.includes('/') ? one : `${one}/32`));
  const blocks = held.filter((one) => !one.includes('-'));
  // nft writes merged blocks as a range (a-b), which is compared by its ends.
  const ranges = held.filter((one) => one.includes('-')).map((one) => one.replace(/\/32$/, '').split('-'));
  return cidrs.filter(
    (cidr) =>
      !blocks.some((block) => contains(block, cidr)) && !ranges.some(([from = '', to = '']) => inRange(cidr, from, to)),
  );
}

function inRange(cidr: string, from: string, to: string): boolean {
  const [address = '', bits = '32'] = cidr.split('/');
  const start = numeric(address);
  return numeric(from) <= start && start + 2 ** (32 - Number(bits)) - 1 <= numeric(to);
}

function numeric(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

export function rulesOf(table: FirewallTable, chain: string): readonly string[] {
  return table.chains[chain] ?? [];
}

/** Whether the rules are loaded again at boot. */
export function isPersistent(
  units: HostFacts['units'] extends infer F ? (F extends { readonly value: infer V } ? V : never) : never,
): boolean {
  return units['vpnmesh-firewall']?.enabled === 'enabled';
}
