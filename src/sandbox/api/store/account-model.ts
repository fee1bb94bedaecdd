/** Rows that belong to the account, not to a region: IAM and the credentials it gave out; and the log groups of a region. */
import type { Identified } from './table.ts';

export type Tags = Readonly<Record<string, string>>;
/** Policy documents by policy name. */
export type InlinePolicies = Readonly<Record<string, string>>;

/** Its id is the access key id. */
export interface AccessKey extends Identified {
  readonly secret: string;
  readonly userName: string;
}

/** Its id is the user's name. */
export interface User extends Identified {
  readonly userId: string;
  readonly createdAt: string;
  readonly policies: InlinePolicies;
}

/** Its id is the role's name. */
export interface Role extends Identified {
  readonly roleId: string;
  readonly path: string;
  readonly createdAt: string;
  readonly trust: string;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly policies: InlinePolicies;
  readonly attached: readonly string[];
  /** ARN of a policy. */
  readonly boundary?: string;
  readonly tags: Tags;
}

/** Its id is the profile's name. */
export interface InstanceProfile extends Identified {
  readonly profileId: string;
  readonly path: string;
  readonly createdAt: string;
  readonly roleName?: string;
  readonly tags: Tags;
  /** Epoch milliseconds until which EC2 has not heard of it. */
  readonly usableAt: number;
}

/** Temporary credentials of a role; its id is the access key id. */
export interface Session extends Identified {
  readonly secret: string;
  readonly token: string;
  readonly roleName: string;
  readonly instanceId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Its id is the group's name. */
export interface LogGroup extends Identified {
  readonly createdAt: number;
  readonly retentionDays?: number;
  readonly tags: Tags;
}

/** Its id is unique over time, so that events of a deleted stream never come back. */
export interface LogStream extends Identified {
  readonly group: string;
  readonly name: string;
  readonly createdAt: number;
  readonly firstEventAt?: number;
  readonly lastEventAt?: number;
  readonly lastIngestionAt?: number;
}
