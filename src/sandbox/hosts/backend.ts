/**
 * What the emulated AWS asks of whatever stands behind its instances. The API side
 * owns the model and calls these; a backend (real hosts, simulated hosts, none)
 * makes the model true. The backend never reads the API's own data structures.
 */

/** One rule of a security group with its sources worked out to CIDRs (group references are the members' private /32s). */
export interface FirewallRule {
  /** IANA protocol number, or `all`. */
  readonly protocol: 'all' | number;
  /** TCP and UDP: the port range. ICMP: type and code, -1 for any. Absent: everything of the protocol. */
  readonly from?: number;
  readonly to?: number;
  /** IPv4 CIDRs: sources of an ingress rule, destinations of an egress rule. */
  readonly cidrs: readonly string[];
}

export type RouteTarget =
  | { readonly kind: 'local' }
  | { readonly kind: 'internet' }
  | { readonly kind: 'interface'; readonly id: string }
  | { readonly kind: 'blackhole' };

export interface NetworkRoute {
  readonly destination: string;
  readonly target: RouteTarget;
}

export interface NetworkSubnet {
  readonly id: string;
  readonly cidr: string;
  readonly zone: string;
  /** The routes of the table in force for this subnet (its own, or the main one). */
  readonly routes: readonly NetworkRoute[];
}

export interface NetworkVpc {
  readonly id: string;
  readonly region: string;
  readonly cidrs: readonly string[];
  readonly subnets: readonly NetworkSubnet[];
}

export interface NetworkInterface {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly mac: string;
  readonly privateIp: string;
  /** The Elastic IP (or the auto-assigned public address) translated 1:1 to the private one. */
  readonly publicIp?: string;
  readonly sourceDestCheck: boolean;
  readonly ingress: readonly FirewallRule[];
  readonly egress: readonly FirewallRule[];
  /** Set while attached. */
  readonly instanceId?: string;
}

/** Everything the network has to look like, in one picture. */
export interface NetworkTopology {
  readonly vpcs: readonly NetworkVpc[];
  readonly interfaces: readonly NetworkInterface[];
}

export interface RoleCredentials {
  readonly roleName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly token: string;
  readonly expiration: string;
}

export interface HostSpec {
  readonly instanceId: string;
  readonly region: string;
  readonly zone: string;
  readonly accountId: string;
  readonly imageId: string;
  /** Which distribution the image is, in the product's words: `debian-12`. */
  readonly image: string;
  readonly instanceType: string;
  /** Login user that cloud-init gives the key to: `admin` on Debian. */
  readonly user: string;
  /** One-line OpenSSH public key of the key pair, when there is one. */
  readonly publicKey?: string;
  readonly userData?: string;
  /** Primary interface; it exists in the topology before launch() is called. */
  readonly interfaceId: string;
}

/** What the backend asks back from the API side, at any time. */
export interface BackendCallbacks {
  /** Credentials of the instance's role right now, undefined when it has none. */
  roleCredentials(instanceId: string): RoleCredentials | undefined;
  /** What IMDS answers about tokens: `required` refuses IMDSv1. */
  metadataOptions(instanceId: string): { readonly httpTokens: 'required' | 'optional'; readonly hopLimit: number };
  /** The guest powered itself off (`stopped`); a reboot from inside is handled by the backend alone. */
  hostStopped(instanceId: string): void;
  /** Loopback port of the emulated AWS, where guests' API calls are carried to. */
  readonly apiPort: number;
}

/** Where the operator reaches a host's SSH: a loopback port that leads into the pretend Internet. */
export interface SshDoor {
  readonly publicIp: string;
  readonly port: number;
}

/** What a host's console gives somebody who stands at it, without its network. For tests and for `sandbox break`. */
export interface HostConsole {
  /** Runs words on a host as root. @throws Error when no such host is running */
  exec(
    instanceId: string,
    argv: readonly string[],
    options?: { readonly input?: string },
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
  /** Makes an interface's security groups forget the flows they let through. */
  flushFlows(interfaceId: string): Promise<void>;
}

export interface HostBackend {
  readonly kind: 'none' | 'simulated' | 'real';
  /** Makes the network as pictured; resolves when packets obey it. Serialised by the caller. */
  reconcile(topology: NetworkTopology): Promise<void>;
  /** Creates the host's disk and boots it; resolves when its init runs, not when it has finished booting. */
  launch(host: HostSpec): Promise<void>;
  /** Boots a stopped host again from its disk. */
  start(host: HostSpec): Promise<void>;
  stop(instanceId: string): Promise<void>;
  reboot(instanceId: string): Promise<void>;
  /** Stops the host and deletes its disk. */
  terminate(instanceId: string): Promise<void>;
  /** Everything the console printed since the last boot; empty while nothing has been. */
  consoleOutput(instanceId: string): Promise<string>;
  /** Current doors, one per public address that is attached to an interface. */
  doors(): readonly SshDoor[];
  /** Address the operator's connections come from, for `ssh.from`. */
  readonly operatorAddress: string;
  /** Hosts that are nobody's, simulated ones, offer it over the sandbox's own controls; for real ones it is root's. */
  readonly console?: HostConsole;
  /** Stops every host and removes every namespace, mount, process and cgroup; disks are kept only with `keepDisks`. */
  shutdown(options: { readonly keepDisks: boolean }): Promise<void>;
}
