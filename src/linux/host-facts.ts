/** The facts of one host, each readable by itself. */
import type { Fact, Reason } from '#mesh/fact.ts';
import type { WrittenConnection } from '#strongswan/connection-files.ts';
import type { IkeSa, LoadedConnection } from '#strongswan/sas.ts';
import type { Probe } from './probe.ts';

export interface UnitState {
  /** `loaded`, `not-found`, `masked`, … */
  readonly load: string;
  /** `enabled`, `disabled`, `static`, …; empty if the unit does not exist. */
  readonly enabled: string;
  /** `active`, `inactive`, `failed`, … */
  readonly active: string;
  /** Seconds since it became active; undefined if it never was. */
  readonly activeFor: number | undefined;
}

/** One persisted setting; of several for one key the last one that systemd-sysctl reads wins (sysctl.d(5)). */
export interface SysctlWriter {
  readonly file: string;
  /** `net.ipv4.conf.*.rp_filter`: may be a pattern. */
  readonly key: string;
  readonly value: string;
}

export interface TimeState {
  readonly synchronised: boolean;
  /** Offset in seconds, by the daemon; undefined if it does not say. */
  readonly offset: number | undefined;
  /** Address or name of the selected source. */
  readonly source: string | undefined;
}

export interface PendingUpdates {
  /** Packages with a pending security update. */
  readonly security: readonly string[];
  /** Seconds since the package lists were refreshed; undefined if unknown. */
  readonly listsAge: number | undefined;
}

export interface ShippedFile {
  readonly path: string;
  readonly group: string;
  readonly stream: string;
}

export interface LogFile {
  readonly path: string;
  readonly size: number;
  /** Seconds between its last change and the report. */
  readonly age: number;
  /** Ages of its last lines in seconds, to the minute; empty if unknown. */
  readonly lineAges: readonly number[];
}

export interface PublicKey {
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  readonly fingerprint: string;
  /** `rsa`, `ed25519`, `ec`, …; undefined for anything but a public key. */
  readonly type: string | undefined;
  /** RSA: the modulus; curves: the size in their name. */
  readonly bits: number | undefined;
}

export interface PrivateKey {
  readonly path: string;
  /** Octal, three digits. */
  readonly mode: string;
  readonly owner: string;
  /** Undefined if openssl cannot read the file. */
  readonly public: PublicKey | undefined;
}

export interface HostFile {
  readonly mode: string;
  readonly owner: string;
  /** Hex. */
  readonly sha256: string;
}

export interface HostFacts {
  readonly system: Fact<{ readonly id: string; readonly version: string; readonly kernel: string }>;
  /** By key: `net.ipv4.conf.all.rp_filter`. */
  readonly sysctl: Fact<Readonly<Record<string, string>>>;
  readonly writers: Fact<readonly SysctlWriter[]>;
  readonly units: Fact<Readonly<Record<string, UnitState>>>;
  readonly time: Fact<TimeState>;
  /** `sshd -T`, keys in small letters. */
  readonly sshd: Fact<Readonly<Record<string, string>>>;
  readonly updates: Fact<PendingUpdates>;
  readonly automaticUpdates: Fact<boolean>;
  /** Version by package; null for one that is not installed. */
  readonly packages: Fact<Readonly<Record<string, string | null>>>;
  /** Why a reboot is pending; empty if none is. */
  readonly reboot: Fact<readonly string[]>;
  /** Percent in use, by folder. */
  readonly disk: Fact<Readonly<Record<string, number>>>;
  /** Rules of our table by chain, sets by name; undefined if the table does not exist. */
  readonly firewall: Fact<FirewallTable | null>;
  readonly shipped: Fact<readonly ShippedFile[]>;
  readonly logs: Fact<readonly LogFile[]>;
  readonly keys: Fact<readonly PrivateKey[]>;
  /** By file name: `us-west-2.pub`. */
  readonly publicKeys: Fact<Readonly<Record<string, PublicKey>>>;
  /** null: no such file. */
  readonly files: Fact<Readonly<Record<string, HostFile | null>>>;
  readonly written: Fact<readonly WrittenConnection[]>;
  readonly connections: Fact<readonly LoadedConnection[]>;
  readonly sas: Fact<readonly IkeSa[]>;
  readonly probes: Fact<readonly Probe[]>;
  /** Once the probes have crossed. */
  readonly sasAfter: Fact<readonly IkeSa[]>;
}

export interface FirewallTable {
  readonly chains: Readonly<Record<string, readonly string[]>>;
  readonly sets: Readonly<Record<string, readonly string[]>>;
}

/** A host that could not be reached at all. */
export function noHostFacts(reason: Reason): HostFacts {
  const nothing = { ok: false, reason } as const;
  return {
    system: nothing,
    sysctl: nothing,
    writers: nothing,
    units: nothing,
    time: nothing,
    sshd: nothing,
    updates: nothing,
    automaticUpdates: nothing,
    packages: nothing,
    reboot: nothing,
    disk: nothing,
    firewall: nothing,
    shipped: nothing,
    logs: nothing,
    keys: nothing,
    publicKeys: nothing,
    files: nothing,
    written: nothing,
    connections: nothing,
    sas: nothing,
    probes: nothing,
    sasAfter: nothing,
  };
}
