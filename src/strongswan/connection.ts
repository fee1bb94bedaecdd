/** Renders swanctl.conf connections: one per peer, named after the peer, with one child of the same name. */

import type { Proposals } from './proposals.ts';
import { actionsOf, tunnelPolicy } from './tunnel-policy.ts';

export interface Connection {
  /** The peer's name: of the connection, its child, and the peer's key file. */
  readonly name: string;
  /** Own Elastic IP: the host itself sees only its private address. */
  readonly localId: string;
  /** File under swanctl/pubkey with the own public key. */
  readonly localKey: string;
  readonly localCidrs: readonly string[];
  /** The peer's Elastic IP. */
  readonly remoteAddress: string;
  /** Files under swanctl/pubkey; several are valid at once while a key is rotated. */
  readonly remoteKeys: readonly string[];
  readonly remoteCidrs: readonly string[];
  readonly proposals: Proposals;
  /** Exactly one end of a tunnel initiates, or duplicates of the SA appear. */
  readonly initiates: boolean;
}

type Setting = readonly [key: string, value: string];

/** Settings: swanctl.conf(5); their values: policy.ts. */
export function renderConnections(connections: readonly Connection[]): string {
  return ['connections {', ...connections.flatMap((one) => renderConnection(one)).map(indent), '}', ''].join('\n');
}

function renderConnection(connection: Connection): readonly string[] {
  return section(connection.name, [
    ...settings([
      ['version', tunnelPolicy.ikeVersion],
      ['mobike', 'no'],
      ['encap', 'yes'],
      ['fragmentation', 'yes'],
      ['unique', tunnelPolicy.unique],
      ['keyingtries', tunnelPolicy.keyingTries],
      ['dpd_delay', tunnelPolicy.dpdDelay],
      ['rekey_time', tunnelPolicy.ikeRekeyTime],
      ['local_addrs', '%any'],
      ['remote_addrs', connection.remoteAddress],
      ['proposals', connection.proposals.ike.join(',')],
    ]),
    ...section(
      'local',
      settings([
        ['auth', 'pubkey'],
        ['id', connection.localId],
        ['pubkeys', connection.localKey],
      ]),
    ),
    ...section(
      'remote',
      settings([
        ['auth', 'pubkey'],
        ['id', connection.remoteAddress],
        ['pubkeys', connection.remoteKeys.join(',')],
      ]),
    ),
    ...section('children', section(connection.name, settings(child(connection)))),
  ]);
}

function child({ localCidrs, remoteCidrs, proposals, initiates }: Connection): readonly Setting[] {
  return [
    ['mode', 'tunnel'],
    ['local_ts', localCidrs.join(',')],
    ['remote_ts', remoteCidrs.join(',')],
    ['esp_proposals', proposals.esp.join(',')],
    ['rekey_time', tunnelPolicy.childRekeyTime],
    ['replay_window', tunnelPolicy.replayWindow],
    ...Object.entries(actionsOf(initiates)),
  ];
}

function settings(pairs: readonly Setting[]): readonly string[] {
  return pairs.map(([key, value]) => `${key} = ${value}`);
}

function section(name: string, body: readonly string[]): readonly string[] {
  return [`${name} {`, ...body.map(indent), '}'];
}

function indent(line: string): string {
  return `  ${line}`;
}
