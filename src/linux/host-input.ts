/** The desired state of a concentrator's host. */

export interface HostPeer {
  readonly name: string;
  /** Its Elastic IP. */
  readonly address: string;
  /** Behind it: the target of probes. */
  readonly probeAddress: string;
  readonly cidrs: readonly string[];
  /** Which end of the tunnel initiates. */
  readonly initiator: 'self' | 'peer';
  /** Changes if the peer's key may have changed: its instance id. */
  readonly keyTag: string;
  readonly image: string;
}

export interface HostInput {
  readonly mesh: string;
  readonly concentrator: string;
  readonly region: string;
  readonly image: string;
  /** Its Elastic IP. */
  readonly address: string;
  /** Behind it: the source of probes. */
  readonly probeAddress: string;
  /** The networks that this side advertises. */
  readonly cidrs: readonly string[];
  /** All members' networks. */
  readonly meshCidrs: readonly string[];
  readonly peers: readonly HostPeer[];
  /** Default `auto`. */
  readonly proposals?: 'auto' | 'cnsa1' | 'baseline';
  readonly ssh: { readonly fromMesh: boolean };
  readonly time: { readonly servers: readonly string[] };
  /** agentUrl: `aws`, `apt`, or the https URL of a .deb with its signature beside it (`.sig`). */
  readonly logs: { readonly group: string; readonly agentUrl: string };
}

/** First line of every file on a host, for formats whose comments begin with `#`. */
export function managedBy(mesh: string): string {
  return `# Managed by vpnmesh (mesh ${mesh}): changes are overwritten; change the spec and run vpnmesh apply.`;
}
