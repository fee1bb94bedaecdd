/** A mesh of two regions on hosts of some kind, as the tests that break it see it. */
import type { EC2Client } from '@aws-sdk/client-ec2';

export interface End {
  /** The concentrator, named after its region. */
  readonly name: string;
  readonly instanceId: string;
  readonly interfaceId: string;
  readonly groupId: string;
  readonly privateIp: string;
  /** Its Elastic IP. */
  readonly address: string;
}

export interface Ends<T> {
  readonly a: T;
  readonly b: T;
}

/** The tunnel as `vpnmesh status` tells it; `a` is the initiator. */
export interface TunnelSeen {
  readonly ike: Ends<'established' | 'connecting' | 'absent' | 'unknown'>;
  readonly child: Ends<'installed' | 'absent' | 'unknown'>;
}

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface MeshUnderTest {
  /** The two concentrators as they are now: an instance may have been replaced. */
  ends(): Promise<{ readonly initiator: End; readonly responder: End }>;
  ec2(region: string): EC2Client;
  /** Runs words on a host as root, whatever its network thinks of it. */
  exec(instanceId: string, ...argv: readonly string[]): Promise<Said>;
  /** Makes an interface's groups forget the flows they let through. */
  flushFlows(interfaceId: string): Promise<void>;
  /** `vpnmesh apply`; every step must be done. */
  apply(): Promise<void>;
  tunnel(): Promise<TunnelSeen>;
  /** `vpnmesh verify`: do both directions carry traffic between the concentrators? */
  verified(): Promise<boolean>;
  /** Does the workload of the initiator's VPC reach that of the responder's? */
  across(): Promise<boolean>;
}

/** Runs a script on a host; it must succeed. @param args `$1`, `$2`, … @throws Error with what it said */
export async function onHost(
  mesh: MeshUnderTest,
  end: End,
  script: string,
  ...args: readonly string[]
): Promise<string> {
  const { code, stdout, stderr } = await mesh.exec(end.instanceId, 'sh', '-c', script, 'sh', ...args);
  if (code !== 0) throw new Error(`${script} on ${end.name} ended with ${code}: ${stdout}${stderr}`);
  return stdout;
}
