/** IPv4 CIDR arithmetic on text, on top of ipaddr.js. */
import ipaddr from 'ipaddr.js';

/** True for a well-formed IPv4 CIDR with no host bits set: `10.1.0.0/16`, not `10.1.2.3/16`. */
export function isCidr(text: string): boolean {
  if (!/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(text) || !ipaddr.IPv4.isValidCIDR(text)) return false;
  return ipaddr.IPv4.networkAddressFromCIDR(text).toString() === text.split('/')[0];
}

type Range = readonly [start: number, end: number];

/** Parsed networks: an audit compares a few hundred of them a hundred thousand times. */
const known = new Map<string, Range>();
const most = 10_000;

function range(cidr: string): Range {
  const found = known.get(cidr) ?? parsed(cidr);
  if (known.size >= most) known.clear();
  known.set(cidr, found);
  return found;
}

function parsed(cidr: string): Range {
  const [address, bits] = ipaddr.IPv4.parseCIDR(cidr);
  const start = address.octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return [start, start + 2 ** (32 - bits) - 1];
}

/** True when the two blocks share an address. */
export function overlaps(a: string, b: string): boolean {
  const [startA, endA] = range(a);
  const [startB, endB] = range(b);
  return startA <= endB && startB <= endA;
}

/** True when every address of `inner` is in `outer`. */
export function contains(outer: string, inner: string): boolean {
  const [startOuter, endOuter] = range(outer);
  const [startInner, endInner] = range(inner);
  return startOuter <= startInner && endInner <= endOuter;
}

/** Numeric order of the network addresses, then the wider block first. */
export function compareCidrs(a: string, b: string): number {
  const [startA, endA] = range(a);
  const [startB, endB] = range(b);
  return startA - startB || endB - endA;
}

/** The address at an offset from the network address: 3 in 10.1.2.0/24 is 10.1.2.3. */
export function nthAddress(cidr: string, n: number): string {
  const value = range(cidr)[0] + n;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
