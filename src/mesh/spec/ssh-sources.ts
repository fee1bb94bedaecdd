/** Networks that may use SSH during setup, and which of them are too wide. Spec, form and audit share this. */
import { compareCidrs, contains, isCidr, overlaps } from '#mesh/cidr.ts';
import { quoted } from '#mesh/quote.ts';

/** The widest accepted source. */
const widest4 = 16;
const widest6 = 48;

/** True for a source that counts as open to the world: IPv4 wider than /16, IPv6 wider than /48. */
export function isOpenToWorld(source: string): boolean {
  const bits = Number(source.split('/')[1]);
  if (Number.isNaN(bits)) return false;
  return bits < (source.includes(':') ? widest6 : widest4);
}

/** Why a network is invalid in `ssh.from`: `fault: hint`. Undefined if it is valid. */
export function sshSourceFault(network: string): string | undefined {
  if (!isCidr(network)) {
    return `${quoted(network)} is not a valid IPv4 network: write a CIDR with no host bits set, such as 203.0.113.7/32`;
  }
  if (!isOpenToWorld(network)) return undefined;
  const whom = network.endsWith('/0')
    ? 'opens SSH to the whole Internet'
    : `is wider than /${widest4}, which counts as open to the world`;
  return `${network} ${whom}: use the address that you connect from, such as 203.0.113.7/32`;
}

/** How a network of `ssh.from` overlaps the mesh's, as text; undefined if it does not. */
export function overlapWithMesh(from: string, networks: readonly string[]): string | undefined {
  const shared = networks.filter((network) => overlaps(from, network)).toSorted(compareCidrs);
  const [first] = shared;
  if (first === undefined) return undefined;
  if (shared.length === 1 && first === from) return `${from} is a network of the mesh`;
  if (contains(first, from)) return `${from} is in ${first}, a network of the mesh`;
  return shared.length === 1
    ? `${from} includes ${first}, a network of the mesh`
    : `${from} includes ${shared.join(', ')}, networks of the mesh`;
}
