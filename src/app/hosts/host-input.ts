/** The desired host state of a concentrator, as the linux layer renders it. */

import type { InventoryEntry } from '#app/run/inventory.ts';
import type { HostInput } from '#linux/host.ts';
import { renderHost } from '#linux/host.ts';
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { initiatorOf } from '#mesh/tunnels.ts';

/** Undefined until every address and instance in it exists. */
export function hostInput(
  mesh: DesiredMesh,
  name: string,
  lookup: (concentrator: string) => InventoryEntry,
): HostInput | undefined {
  const one = mesh.concentrators.find((each) => each.name === name);
  const { address } = lookup(name);
  if (one === undefined || address === undefined) return undefined;
  const peers: HostInput['peers'][number][] = [];
  for (const peer of mesh.concentrators.filter((each) => one.peers.includes(each.name))) {
    const far = lookup(peer.name);
    if (far.address === undefined || far.instanceId === undefined) return undefined;
    peers.push({
      name: peer.name,
      address: far.address,
      probeAddress: peer.probeAddress,
      cidrs: peer.cidrs,
      initiator: initiatorOf(name, peer.name) === name ? 'self' : 'peer',
      keyTag: far.instanceId,
      image: peer.image,
    });
  }
  return {
    mesh: mesh.name,
    concentrator: name,
    region: one.region,
    image: one.image,
    address,
    probeAddress: one.probeAddress,
    cidrs: one.cidrs,
    meshCidrs: mesh.cidrs,
    peers,
    proposals: mesh.spec.ipsec.proposals,
    ssh: { fromMesh: mesh.spec.ssh.fromMesh },
    time: { servers: mesh.spec.time.servers },
    logs: { group: mesh.logGroup, agentUrl: mesh.spec.logs.agentUrl },
  };
}

/** Digest of the desired host state, for comparison with the tag of the applied one. */
export function hostDigest(
  mesh: DesiredMesh,
  name: string,
  lookup: (concentrator: string) => InventoryEntry,
): string | undefined {
  const input = hostInput(mesh, name, lookup);
  return input === undefined ? undefined : renderHost(input).digest;
}
