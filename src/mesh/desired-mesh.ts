/** The desired mesh: its concentrators, their networks and their peers. */
import type { Spec } from '#mesh/spec/schema.ts';

export interface DesiredConcentrator {
  readonly name: string;
  /** Name of the member it serves. */
  readonly member: string;
  readonly region: string;
  readonly vpcId: string;
  readonly subnetId: string;
  /** Source and target of probes: an address behind the concentrator that AWS assigns to no machine. */
  readonly probeAddress: string;
  /** The networks behind it: its side of every traffic selector. */
  readonly cidrs: readonly string[];
  readonly vpcCidrs: readonly string[];
  /** The other members' networks. */
  readonly remoteCidrs: readonly string[];
  /** Names of the concentrators that it has a tunnel with; never one of its own VPC. */
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
