/** Rows of instances and what hangs on them. */
import type { Identified, Resource } from './table.ts';

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

export interface MetadataOptions {
  readonly httpTokens: 'required' | 'optional';
  readonly httpEndpoint: 'enabled' | 'disabled';
  readonly hopLimit: number;
  readonly instanceTags: 'enabled' | 'disabled';
}

export interface Instance extends Resource {
  readonly reservationId: string;
  readonly imageId: string;
  readonly type: string;
  readonly state: InstanceState;
  readonly stateReason?: { readonly code: string; readonly message: string };
  readonly keyName?: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly zone: string;
  /** RFC 3339. */
  readonly launchedAt: string;
  /** Epoch milliseconds of the last boot; the console and the status checks lag behind it. */
  readonly bootedAt?: number;
  /** Epoch milliseconds; it stays listed for about an hour. */
  readonly terminatedAt?: number;
  /** The backend has made its disk: from now on it is started, not launched. */
  readonly launched: boolean;
  readonly metadata: MetadataOptions;
  readonly protectedFromTermination: boolean;
  readonly shutdownBehavior: 'stop' | 'terminate';
  readonly userData?: string;
  readonly profile?: { readonly associationId: string; readonly name: string; readonly at: string };
  readonly clientToken?: string;
  readonly monitoring: boolean;
}

export interface Volume extends Resource {
  readonly zone: string;
  readonly sizeGiB: number;
  readonly type: string;
  readonly encrypted: boolean;
  readonly createdAt: string;
  readonly attachment?: {
    readonly instanceId: string;
    readonly device: string;
    readonly deleteOnTermination: boolean;
    readonly attachedAt: string;
  };
}

export interface KeyPair extends Resource {
  readonly name: string;
  readonly type: 'rsa' | 'ed25519';
  readonly fingerprint: string;
  /** One line as OpenSSH writes it. */
  readonly publicKey: string;
  readonly createdAt: string;
}

/** A remembered ClientToken: its id is action and token, so equal tokens of different actions do not meet. */
export interface ClientToken extends Identified {
  readonly fingerprint: string;
  readonly resourceId: string;
  readonly at: number;
}
