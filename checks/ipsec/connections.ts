/** A host's swanctl files compared with those that the spec renders. */

import { notApplicable, type Verdict } from '#audit/check.ts';
import { renderedConnections } from '#linux/configure.ts';
import type { HostInput } from '#linux/host-input.ts';
import { parseWritten, type WrittenConnection } from '#strongswan/connection-files.ts';

export function wantedConnections(input: HostInput): readonly WrittenConnection[] {
  const lines = renderedConnections(input)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return parseWritten('the spec', lines);
}

/** The connections to the mesh's peers; ipsec.unexpected-connection reports others. */
export function toPeers(written: readonly WrittenConnection[], peers: readonly string[]): readonly WrittenConnection[] {
  return written.filter(({ name }) => peers.includes(name));
}

/** The verdict on settings of connections that do not exist. */
export const noConnections: Verdict = notApplicable('no connection to a peer: see ipsec.config-drift');

/** Where a connection file differs: `us-west-2: dpd_delay is 0s, not 10s`. */
export function differences(
  wanted: WrittenConnection,
  found: WrittenConnection | undefined,
  keys?: readonly string[],
): readonly string[] {
  if (found === undefined) return [`${wanted.name}: missing`];
  const [wantedFlat, foundFlat] = [flat(wanted), flat(found)];
  return [...new Set([...Object.keys(wantedFlat), ...Object.keys(foundFlat)])]
    .filter((key) => keys === undefined || keys.includes(key.split('.').at(-1) ?? ''))
    .filter((key) => wantedFlat[key] !== foundFlat[key])
    .map((key) => `${wanted.name}: ${key} is ${foundFlat[key] ?? 'not set'}, not ${wantedFlat[key] ?? 'unset'}`);
}

function flat({ settings, local, remote, children }: WrittenConnection): Readonly<Record<string, string>> {
  const under = (prefix: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([key, value]) => [`${prefix}${key}`, value.replace(/\s*,\s*/g, ',')] as const);
  return Object.fromEntries([
    ...under('', settings),
    ...under('local.', local),
    ...under('remote.', remote),
    ...children.flatMap(({ name, settings: own }) => under(`children.${name}.`, own)),
  ]);
}
