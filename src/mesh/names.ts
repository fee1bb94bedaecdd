/** Names and tags of what a mesh creates. Later runs find it by them, so they never change. */

export const tagKeys = {
  mesh: 'vpnmesh:mesh',
  concentrator: 'vpnmesh:concentrator',
  role: 'vpnmesh:role',
  /** On the group: the run that holds the lease. */
  run: 'vpnmesh:run',
  /** On a run's SSH rule that replaced an operator's: when the operator's rule expires, RFC 3339. */
  sshOpenUntil: 'vpnmesh:ssh-open-until',
  /** On the instance: the SSH host key's fingerprint, set once. */
  hostKey: 'vpnmesh:ssh-host-key',
  /** On the instance: digest of the host state that was last applied. */
  applied: 'vpnmesh:applied',
  /** On the instance: when its last change finished, RFC 3339. Reports from before that are stale. */
  changed: 'vpnmesh:changed',
} as const;

export type Role = 'concentrator' | 'address' | 'group' | 'interface' | 'volume' | 'key' | 'role' | 'rule' | 'logs';
export type Tags = Readonly<Record<string, string>>;

/** Ownership tags; a resource of the whole mesh or of a region has no concentrator. */
export function ownershipTags(mesh: string, role: Role, concentrator?: string): Tags {
  return {
    [tagKeys.mesh]: mesh,
    [tagKeys.role]: role,
    ...(concentrator === undefined ? {} : { [tagKeys.concentrator]: concentrator }),
    Name: concentrator === undefined ? `vpnmesh-${mesh}` : `vpnmesh-${mesh}-${concentrator}`,
  };
}

/** Name of the n-th security group of a concentrator (n from 0); unique in the VPC, which makes it the mutex. */
export function groupName(mesh: string, concentrator: string, index: number): string {
  return `vpnmesh-${mesh}-${concentrator}${index === 0 ? '' : `-${index + 1}`}`;
}

/** Name of the key pair (per region), of the role and of the instance profile (per account). */
export function meshResourceName(mesh: string): string {
  return `vpnmesh-${mesh}`;
}

export const logsPolicyName = 'vpnmesh-logs';

/** Log group of the mesh, in each region that has a member. */
export function logGroupName(mesh: string, fromSpec: string | undefined): string {
  return fromSpec ?? `/vpnmesh/${mesh}`;
}

/** Stream of the log group in which a host's own reports arrive. */
export function factsStream(concentrator: string): string {
  return `${factsStreams}${concentrator}`;
}

/** Stream of the log group to which audits are published. */
export const auditStream = 'vpnmesh-audit';

/** Streams whose events are reports of ours, not logs. */
export const factsStreams = 'vpnmesh-facts/';
