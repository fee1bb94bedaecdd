/** Which tunnels a mesh has, and which end initiates. */
import type { DesiredMesh } from './desired-mesh.ts';

/** The initiator of a tunnel: the first of the two names. If both ends initiated, duplicate SAs would appear. */
export function initiatorOf(a: string, b: string): string {
  return a < b ? a : b;
}

/** Every tunnel once, as the pair of its ends, initiator first. */
export function tunnelsOf(mesh: DesiredMesh): readonly (readonly [initiator: string, responder: string])[] {
  return mesh.concentrators.flatMap(({ name, peers }) =>
    peers.filter((peer) => initiatorOf(name, peer) === name).map((peer) => [name, peer] as const),
  );
}
