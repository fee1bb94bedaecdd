/** Connections as swanctl reads them from the files and charon keeps them (swanctl.conf(5)). */
import { createPublicKey } from 'node:crypto';
import type { HostFs } from '#sandbox/hosts/simulated/disk/host-fs.ts';
import { seconds } from '#sandbox/hosts/simulated/systemd/unit-file.ts';
import type { Section } from './config-file.ts';
import { type Proposal, parseProposals } from './proposals.ts';

export interface ChildConfig {
  readonly name: string;
  readonly localTs: readonly string[];
  readonly remoteTs: readonly string[];
  readonly proposals: readonly Proposal[];
  readonly startAction: string;
  readonly closeAction: string;
  readonly dpdAction: string;
  /** Seconds. */
  readonly rekeyTime: number;
}

export interface Side {
  readonly id: string;
  /** Public keys, DER in base64: the own one, or those that are trusted for the peer. */
  readonly keys: readonly string[];
  readonly auth: string;
}

export interface Connection {
  readonly name: string;
  readonly version: string;
  readonly unique: string;
  readonly localAddresses: readonly string[];
  readonly remoteAddresses: readonly string[];
  readonly proposals: readonly Proposal[];
  readonly local: Side;
  readonly remote: Side;
  readonly children: readonly ChildConfig[];
  /** Seconds. */
  readonly dpdDelay: number;
  readonly rekeyTime: number;
  /** 0: for ever. */
  readonly keyingTries: number;
}

export type LoadResult =
  | { readonly ok: true; readonly connection: Connection }
  | { readonly ok: false; readonly name: string; readonly why: string };

const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** The SubjectPublicKeyInfo of a PEM text, whatever stands around it; undefined when there is none. */
export function publicKeyIn(text: string): string | undefined {
  const pem = /-----BEGIN PUBLIC KEY-----[\s\S]*?-----END PUBLIC KEY-----/.exec(text)?.[0];
  if (pem === undefined) return undefined;
  try {
    return createPublicKey(pem).export({ type: 'spki', format: 'der' }).toString('base64');
  } catch {
    return undefined;
  }
}

async function side(fs: HostFs, section: Section | undefined): Promise<Side | string> {
  const keys: string[] = [];
  for (const file of listOf(section?.values.get('pubkeys'))) {
    const path = file.startsWith('/') ? file : `/etc/swanctl/pubkey/${file}`;
    const text = await fs.readFile(path).catch(() => undefined);
    if (text === undefined) return `opening '${path}' failed: No such file or directory`;
    const key = publicKeyIn(text);
    if (key === undefined) return `invalid value for: pubkeys, config discarded`;
    keys.push(key);
  }
  return { id: section?.values.get('id') ?? '%any', keys, auth: section?.values.get('auth') ?? 'pubkey' };
}

export async function readConnection(fs: HostFs, name: string, section: Section): Promise<LoadResult> {
  const { values, sections } = section;
  const bad = (why: string): LoadResult => ({ ok: false, name, why });
  const named = (prefix: string): Section | undefined =>
    [...sections].find(([key]) => key === prefix || key.startsWith(`${prefix}-`))?.[1];
  const local = await side(fs, named('local'));
  if (typeof local === 'string') return bad(local);
  const remote = await side(fs, named('remote'));
  if (typeof remote === 'string') return bad(remote);
  const proposals = parseProposals(values.get('proposals'), 'ike');
  if (proposals === undefined) return bad('invalid value for: proposals, config discarded');
  const children: ChildConfig[] = [];
  for (const [childName, child] of sections.get('children')?.sections ?? []) {
    const esp = parseProposals(child.values.get('esp_proposals'), 'esp');
    if (esp === undefined) return bad('invalid value for: esp_proposals, config discarded');
    children.push({
      name: childName,
      localTs: listOf(child.values.get('local_ts') ?? 'dynamic'),
      remoteTs: listOf(child.values.get('remote_ts') ?? 'dynamic'),
      proposals: esp,
      startAction: child.values.get('start_action') ?? 'none',
      closeAction: child.values.get('close_action') ?? 'none',
      dpdAction: child.values.get('dpd_action') ?? 'clear',
      rekeyTime: seconds(child.values.get('rekey_time')) ?? 3600,
    });
  }
  const remoteAddresses = listOf(values.get('remote_addrs') ?? '%any');
  return {
    ok: true,
    connection: {
      name,
      version: values.get('version') ?? '0',
      unique: values.get('unique') ?? 'no',
      localAddresses: listOf(values.get('local_addrs') ?? '%any'),
      remoteAddresses,
      proposals,
      local,
      remote:
        remote.id === '%any' && remoteAddresses[0] !== '%any'
          ? { ...remote, id: remoteAddresses[0] ?? '%any' }
          : remote,
      children,
      dpdDelay: seconds(values.get('dpd_delay')) ?? 0,
      rekeyTime: seconds(values.get('rekey_time')) ?? 14_400,
      keyingTries: Number(values.get('keyingtries')?.replace('%forever', '0') ?? 1),
    },
  };
}
