/** SAs and connections as charon lists them (`swanctl --list-sas --raw`, `--list-conns --raw`). */
import { type ViciSection, viciEvents } from './vici.ts';

export interface ChildSa {
  readonly name: string;
  readonly uniqueId: number;
  /** INSTALLED, REKEYING, … */
  readonly state: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly packetsIn: number;
  readonly packetsOut: number;
  /** Seconds since it was installed, until it rekeys. */
  readonly installedFor: number | undefined;
  readonly rekeyIn: number | undefined;
  readonly localTs: readonly string[];
  readonly remoteTs: readonly string[];
  /** `AES_GCM_16-256`, with the key exchange of the last rekeying where there was one. */
  readonly suite: string;
}

export interface IkeSa {
  /** The connection's name: the peer's. */
  readonly name: string;
  readonly uniqueId: number;
  /** ESTABLISHED, CONNECTING, … */
  readonly state: string;
  readonly initiator: boolean;
  /** Both SPIs, hex, the initiator's first: the same text at both ends, and another after every re-establishment. */
  readonly spis: string;
  readonly localHost: string;
  readonly localId: string;
  readonly remoteHost: string;
  readonly remoteId: string;
  /** Seconds since it was established; undefined while it is not. */
  readonly establishedFor: number | undefined;
  readonly rekeyIn: number | undefined;
  readonly suite: string;
  readonly children: readonly ChildSa[];
}

export interface LoadedConnection {
  readonly name: string;
  readonly version: string;
  readonly dpdDelay: number;
  readonly rekeyTime: number;
  readonly localAddresses: readonly string[];
  readonly remoteAddresses: readonly string[];
  readonly localTs: readonly string[];
  readonly remoteTs: readonly string[];
}

/** @throws SyntaxError when the output is not swanctl's */
export function parseSas(output: string): readonly IkeSa[] {
  return viciEvents(output, 'list-sa').flatMap(({ sections }) =>
    Object.entries(sections).map(([name, sa]) => ikeSa(name, sa)),
  );
}

/** @throws SyntaxError when the output is not swanctl's */
export function parseConnections(output: string): readonly LoadedConnection[] {
  return viciEvents(output, 'list-conn').flatMap(({ sections }) =>
    Object.entries(sections).map(([name, { values, lists, sections: parts }]) => {
      const children = Object.values(parts.children?.sections ?? {});
      return {
        name,
        version: values.version ?? '',
        dpdDelay: Number(values.dpd_delay ?? 0),
        rekeyTime: Number(values.rekey_time ?? 0),
        localAddresses: lists.local_addrs ?? [],
        remoteAddresses: lists.remote_addrs ?? [],
        localTs: children.flatMap((child) => child.lists['local-ts'] ?? []),
        remoteTs: children.flatMap((child) => child.lists['remote-ts'] ?? []),
      };
    }),
  );
}

function ikeSa(name: string, { values, sections }: ViciSection): IkeSa {
  return {
    name,
    uniqueId: Number(values.uniqueid),
    state: values.state ?? '',
    initiator: values.initiator === 'yes',
    spis: `${values['initiator-spi'] ?? ''} ${values['responder-spi'] ?? ''}`,
    localHost: values['local-host'] ?? '',
    localId: values['local-id'] ?? '',
    remoteHost: values['remote-host'] ?? '',
    remoteId: values['remote-id'] ?? '',
    establishedFor: optional(values.established),
    rekeyIn: optional(values['rekey-time']),
    suite: suite(values, ['encr-alg', 'encr-keysize', 'integ-alg', 'prf-alg', 'dh-group']),
    children: Object.values(sections['child-sas']?.sections ?? {}).map(childSa),
  };
}

function childSa({ values, lists }: ViciSection): ChildSa {
  return {
    name: values.name ?? '',
    uniqueId: Number(values.uniqueid),
    state: values.state ?? '',
    bytesIn: Number(values['bytes-in'] ?? 0),
    bytesOut: Number(values['bytes-out'] ?? 0),
    packetsIn: Number(values['packets-in'] ?? 0),
    packetsOut: Number(values['packets-out'] ?? 0),
    installedFor: optional(values['install-time']),
    rekeyIn: optional(values['rekey-time']),
    localTs: lists['local-ts'] ?? [],
    remoteTs: lists['remote-ts'] ?? [],
    suite: suite(values, ['encr-alg', 'encr-keysize', 'integ-alg', 'dh-group']),
  };
}

function suite(values: Readonly<Record<string, string>>, keys: readonly string[]): string {
  return keys.flatMap((key) => values[key] ?? []).join('-');
}

function optional(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
