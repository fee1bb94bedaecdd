/**
 * Addresses that the pretend Internet and the routers are built with. The first two are from
 * the documentation range TEST-NET-1 (RFC 5737), the transfer network from the shared address
 * space (RFC 6598); neither can belong to a VPC's member here.
 */
export const operatorAddress = '192.0.2.7';
/** Where the public endpoints of AWS's services are, as the hosts see them. */
export const servicesAddress = '192.0.2.80';
export const transfer = { internet: '100.64.0.1', router: '100.64.0.2' } as const;
/** Instance metadata and Amazon Time Sync, on every VPC's router. */
export const linkLocal = { metadata: '169.254.169.254', time: '169.254.169.123' } as const;

/** Bytes: what EC2 gives inside a VPC, and what its Internet gateways carry. */
export const mtu = { vpc: 9001, internet: 1500 } as const;

/** An IPv4 network as numbers: its first address and its prefix length. */
interface Network {
  readonly first: number;
  readonly length: number;
}

/** The address that a subnet's router has: its first one but the network's own. */
export function gatewayOf(cidr: string): string {
  return dotted(parse(cidr).first + 1);
}

/** The subnet's prefix length, as text: `24`. */
export function prefixLength(cidr: string): string {
  return String(parse(cidr).length);
}

/** Canonical CIDRs without those that lie inside another one of the list, as nft wants a set's elements. */
export function outermost(cidrs: readonly string[]): readonly string[] {
  const networks = cidrs.map(parse).sort((a, b) => a.length - b.length || a.first - b.first);
  const kept: Network[] = [];
  for (const network of networks) {
    if (!kept.some((wider) => network.first >= wider.first && network.first < wider.first + 2 ** (32 - wider.length))) {
      kept.push(network);
    }
  }
  return kept.map(({ first, length }) => `${dotted(first)}/${length}`);
}

function parse(cidr: string): Network {
  const [address = '', bits] = cidr.split('/');
  const length = bits === undefined ? 32 : Number(bits);
  const bytes = address.split('.').map(Number);
  const fits = bytes.length === 4 && bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256);
  if (!fits || !Number.isInteger(length) || length < 0 || length > 32) {
    throw new Error(`The sandbox's network was given "${cidr}", which is not an IPv4 network.`);
  }
  const size = 2 ** (32 - length);
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return { first: Math.floor(value / size) * size, length };
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
