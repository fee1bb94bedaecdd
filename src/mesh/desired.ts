/** The desired mesh: which concentrators there are to be, what each serves, and who has a tunnel with whom. */
import type { Spec } from '#mesh/spec/schema.ts';

export interface DesiredConcentrator {
  readonly name: string;
  /** Name of the member it serves. */
  readonly member: string;
  readonly region: string;
  readonly vpcId: string;
  readonly subnetId: string;
  /** Where probes come from and go to: an address behind it that AWS gives to nobody. */
  readonly probeAddress: string;
  /** What it terminates tunnels for: its side of every traffic selector. */
  readonly cidrs: readonly string[];
  readonly vpcCidrs: readonly string[];
  /** Everything reachable through it: the other members' networks. */
  readonly remoteCidrs: readonly string[];
  /** Names of the concentrators it has a tunnel with; those of its own VPC are not among them. */
  readonly peers: readonly string[];
  readonly image: string;
  readonly instanceType: string;
  readonly groupNames: readonly string[];
  readonly routeTableIds: readonly string[];
}

export interface DesiredMesh {
  readonly name: string;
  readonly spec: Spec;
  readonly logGroup: string;
  /** Every member's networks, in numeric order. */
  readonly cidrs: readonly string[];
  /** In order of names; the order also says who initiates. */
  readonly concentrators: readonly DesiredConcentrator[];
}

/** The end of a tunnel that initiates: the first of the two names. One end only, or duplicates of the SA appear. */
export function initiatorOf(a: string, b: string): string {
  return a < b ? a : b;
}

/** Every tunnel once, as the pair of its ends, initiator first. */
export function tunnelsOf(mesh: DesiredMesh): readonly (readonly [initiator: string, responder: string])[] {
  return mesh.concentrators.flatMap(({ name, peers }) =>
    peers.filter((peer) => initiatorOf(name, peer) === name).map((peer) => [name, peer] as const),
  );
}
