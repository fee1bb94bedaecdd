/** From the lines of a host's report to facts about its tunnels, keys and rules. Each throws where the lines make no sense. */

import type { FirewallTable, HostFile, PrivateKey, PublicKey } from '#linux/host-facts.ts';
import { type Probe, parseProbe } from '#linux/probe.ts';
import { readPublicKey } from '#linux/public-keys.ts';
import { parseWritten, type WrittenConnection } from '#strongswan/connection-files.ts';
import { type IkeSa, type LoadedConnection, parseConnections, parseSas } from '#strongswan/sas.ts';
import type { Lines } from './lines.ts';

export function keys(lines: Lines): readonly PrivateKey[] {
  return lines.flatMap((line) => {
    const [, path, mode, owner, text] = /^key (\S+) (\d+) (\S+) ?(\S*)$/.exec(line) ?? [];
    if (path === undefined || mode === undefined || owner === undefined)
      throw new SyntaxError('a line does not describe a private key');
    return [{ path, mode, owner, public: text === undefined || text === '' ? undefined : readPublicKey(text) }];
  });
}

export function publicKeys(lines: Lines): Readonly<Record<string, PublicKey>> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, text = ''] = /^pubkey (\S+) ?(\S*)$/.exec(line) ?? [];
      if (name === undefined) throw new SyntaxError(`"${line}" does not describe a public key`);
      return [name, readPublicKey(text)] as const;
    }),
  );
}

export function files(lines: Lines): Readonly<Record<string, HostFile | null>> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, path, mode, owner, sha256] = /^file (\S+) (\S+) (\S+) ([0-9a-f]{64}|-)$/.exec(line) ?? [];
      if (path === undefined || mode === undefined || owner === undefined || sha256 === undefined) {
        throw new SyntaxError(`"${line}" does not describe a file`);
      }
      return [path, sha256 === '-' ? null : { mode, owner, sha256 }] as const;
    }),
  );
}

export function written(lines: Lines): readonly WrittenConnection[] {
  const sources = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of lines) {
    const file = /^source (\S+)$/.exec(line)?.[1];
    if (file === undefined) {
      if (sources.size === 0) throw new SyntaxError(`"${line}" belongs to no file`);
      current.push(line);
      continue;
    }
    current = [];
    sources.set(file, current);
  }
  return [...sources].flatMap(([file, body]) => parseWritten(file, body));
}

export function connections(lines: Lines): readonly LoadedConnection[] {
  return parseConnections(answered(lines, 'list-conn'));
}

export function sas(lines: Lines): readonly IkeSa[] {
  return parseSas(answered(lines, 'list-sa'));
}

/** swanctl ends every list with a line of its own; without it, an empty answer would mean that there is nothing. */
function answered(lines: Lines, event: string): string {
  const text = lines.join('\n');
  const others = lines.filter(
    (line) => line !== '' && !line.startsWith(`${event} event`) && !line.startsWith(`${event}s reply`),
  );
  if (!lines.some((line) => line.startsWith(`${event}s reply`)))
    throw new SyntaxError(`swanctl's list does not end${others[0] === undefined ? '' : ` (${others[0]})`}`);
  return text;
}

export function probes(lines: Lines): readonly Probe[] {
  return lines.map((line) => parseProbe(line.replace(/^probe /, '')));
}

/** `nft list table`, with its counters left out. */
export function firewall(lines: Lines): FirewallTable | null {
  if (lines.every((line) => line.trim() === '')) return null;
  if (!lines[0]?.startsWith('table inet vpnmesh')) throw new SyntaxError('nft listed another table');
  const chains: Record<string, string[]> = {};
  const sets: Record<string, readonly string[]> = {};
  let chain: string[] | undefined;
  for (const [, block] of lines.join('\n').matchAll(/\tset (\S+ \{[\s\S]*?\n)\t\}/g)) {
    const name = block?.split(' ')[0] ?? '';
    sets[name] = [...(block?.matchAll(/\d+\.\d+\.\d+\.\d+(?:\/\d+|-\d+\.\d+\.\d+\.\d+)?/g) ?? [])].map(([one]) => one);
  }
  for (const line of lines) {
    const name = /^\tchain (\S+) \{$/.exec(line)?.[1];
    if (name !== undefined) {
      chain = [];
      chains[name] = chain;
    } else if (line === '\t}') chain = undefined;
    else chain?.push(line.trim().replace(/\bcounter packets \d+ bytes \d+/, 'counter'));
  }
  return { chains, sets };
}
