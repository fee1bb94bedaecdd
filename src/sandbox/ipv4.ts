/** IPv4 arithmetic: addresses as numbers, networks as a first address and a length. */

export interface Network {
  readonly first: number;
  readonly length: number;
}

/** Every packet is held against the same few texts, again and again. */
function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found.value;
    if (known.size >= 10_000) known.clear();
    const value = read(text);
    known.set(text, { value });
    return value;
  };
}

/** undefined for what is no IPv4 address. */
export const toNumber = remembered((address: string): number | undefined => {
  const bytes = address.split('.').map(Number);
  if (bytes.length !== 4 || !bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256)) return undefined;
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
});

export function toText(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** A network with its host bits cleared; a plain address is a /32; undefined for anything else. */
export const parseNetwork = remembered((text: string): Network | undefined => {
  const [address = '', bits = '32'] = text.split('/');
  const value = toNumber(address);
  const length = Number(bits);
  if (value === undefined || bits === '' || !Number.isInteger(length) || length < 0 || length > 32) return undefined;
  const size = 2 ** (32 - length);
  return { first: Math.floor(value / size) * size, length };
});

export function contains(network: Network, address: number): boolean {
  return address >= network.first && address < network.first + 2 ** (32 - network.length);
}

/** True when the address lies in one of the networks; texts that are no networks hold nothing. */
export function inAny(networks: readonly string[], address: string): boolean {
  const value = toNumber(address);
  if (value === undefined) return false;
  return networks.some((text) => {
    const network = parseNetwork(text);
    return network !== undefined && contains(network, value);
  });
}

/** The smaller of two networks where one holds the other: what IKEv2's narrowing leaves of two selectors. */
export function intersection(a: string, b: string): string | undefined {
  const [left, right] = [parseNetwork(a), parseNetwork(b)];
  if (left === undefined || right === undefined) return undefined;
  const [wide, narrow] = left.length <= right.length ? [left, right] : [right, left];
  return contains(wide, narrow.first) ? `${toText(narrow.first)}/${narrow.length}` : undefined;
}
