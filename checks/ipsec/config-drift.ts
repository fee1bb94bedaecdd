import { fail, pass } from '#audit/check.ts';
import { otherwise } from '#checks/host/files.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, some, topic } from '#checks/subjects.ts';
import type { HostInput } from '#linux/host-input.ts';
import { wantedFiles } from '#linux/managed-files.ts';
import { connectionsPath, daemonPath, initiatesPath } from '#linux/managed-paths.ts';
import { counted } from '#mesh/plural.ts';
import type { LoadedConnection } from '#strongswan/sas.ts';
import { secondsOf, tunnelPolicy } from '#strongswan/tunnel-policy.ts';
import { differences, wantedConnections } from './connections.ts';

const paths = [connectionsPath, initiatesPath, daemonPath];

export const ipsecConfigDrift = perConcentrator({
  id: 'ipsec.config-drift',
  title: 'No configuration drift in strongSwan (files and loaded connections)',
  severity: 'high',
  why: 'The next apply overwrites manual changes; a change that is not loaded yet may break the tunnel at the next restart.',
  remedy: byVisit(
    'Move intended changes into the spec and run `vpnmesh apply`: it writes the files and loads them.',
    'disruptive',
  ),
  needs: ({ host, input }) => ({
    files: host.files,
    written: host.written,
    connections: host.connections,
    input,
  }),
  judge: ({ files, written, connections, input }, { name }) => {
    // Rendered here and not kept among the facts, which it would double.
    const wanted = { files: wantedFiles(input), connections: wantedConnections(input) };
    const onDisk = paths
      .filter(
        (path) =>
          !(wanted.files[path] ?? []).some(
            ({ mode, sha256 }) => sha256 === files[path]?.sha256 && mode === files[path]?.mode,
          ),
      )
      .map((path) => otherwise(path, files[path]));
    const changes = wanted.connections.map((one) => ({
      peer: one.name,
      words: [
        ...differences(
          one,
          written.find((other) => other.name === one.name),
        ),
        ...loadedDifferences(
          input,
          one.name,
          connections.find((other) => other.name === one.name),
          one.settings.rekey_time,
        ),
      ],
    }));
    const wrong = [...onDisk, ...changes.flatMap(({ words }) => words)];
    if (wrong.length === 0)
      return pass(`${counted(paths.length, 'file')}, ${counted(connections.length, 'connection')}`);
    return fail(some(wrong), {
      expected: Object.fromEntries(paths.map((path) => [path, wanted.files[path]?.map(({ sha256 }) => sha256) ?? []])),
      actual: { files: Object.fromEntries(paths.map((path) => [path, files[path] ?? null])), differences: wrong },
      explains: changes.filter(({ words }) => words.length > 0).map(({ peer }) => topic.tunnel(name, peer)),
    });
  },
  topics: ({ name }) => [topic.connections(name)],
});

/** A loaded connection compared with the one that charon should have loaded. */
function loadedDifferences(
  input: HostInput,
  name: string,
  loaded: LoadedConnection | undefined,
  rekey: string = tunnelPolicy.ikeRekeyTime,
): readonly string[] {
  if (loaded === undefined) return [`${name}: not loaded`];
  const peer = input.peers.find((one) => one.name === name);
  const same = (a: readonly string[], b: readonly string[]): boolean => a.toSorted().join() === b.toSorted().join();
  return [
    ...(same(loaded.remoteAddresses, [peer?.address ?? ''])
      ? []
      : [`${name}: loaded with remote ${loaded.remoteAddresses.join(', ')}`]),
    ...(same(loaded.localTs, input.cidrs) ? [] : [`${name}: loaded with local_ts ${loaded.localTs.join(', ')}`]),
    ...(same(loaded.remoteTs, peer?.cidrs ?? [])
      ? []
      : [`${name}: loaded with remote_ts ${loaded.remoteTs.join(', ')}`]),
    ...(loaded.rekeyTime === secondsOf(rekey) ? [] : [`${name}: loaded with rekey_time ${loaded.rekeyTime} s`]),
  ];
}
