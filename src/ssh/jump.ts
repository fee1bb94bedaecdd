/** The way to a host through jump hosts (ProxyJump), each of them checked against the operator's known_hosts. */
import { userInfo } from 'node:os';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { readText } from '#files/read-text.ts';
import { plainly } from '#mesh/quote.ts';
import { ShellError } from '#ports/shell.ts';
import { type Hop, parseJump, resolveHop } from './config.ts';
import { connect } from './connect.ts';
import { authMethods, type IdentitySources } from './identity.ts';
import { type KnownKey, knownKeys } from './known-hosts.ts';

export interface JumpPath {
  /** A stream that ends at the target's port; undefined when it is reached directly. */
  readonly stream: Duplex | undefined;
  readonly close: () => void;
}

export interface JumpOptions {
  readonly sources: IdentitySources;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** A longer chain is a loop in the file. */
const longestChain = 8;

/** Connects hop by hop up to the last jump host before `target`. @throws ShellError */
export async function openJumps(config: string, target: Hop, options: JumpOptions): Promise<JumpPath> {
  const chain = jumpChain(config, target, options.sources.home);
  const clients: Client[] = [];
  const close = (): void => {
    for (const client of clients.toReversed()) client.end();
  };
  let stream: Duplex | undefined;
  try {
    for (const [index, hop] of chain.entries()) {
      const client = await connectJump(hop, stream, options);
      clients.push(client);
      const next = chain[index + 1] ?? target;
      stream = await forward(client, hop, next);
    }
  } catch (error) {
    close();
    throw error;
  }
  return { stream, close };
}

/** All jump hosts in order; the first one of a list may have jump hosts of its own, as with ssh(1). */
function jumpChain(config: string, target: Hop, home: string): readonly Hop[] {
  const chain: Hop[] = [];
  let jumps = target.jumps;
  while (jumps.length > 0) {
    const hops = jumps.map((text) => {
      const { host, user, port } = parseJump(text);
      const hop = resolveHop(config, host, home);
      return { ...hop, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) };
    });
    chain.unshift(...hops);
    if (chain.length > longestChain) {
      throw new ShellError('config', `the ProxyJump lines for ${target.alias} form a loop: correct the ssh_config`);
    }
    jumps = hops[0]?.jumps ?? [];
  }
  for (const hop of [...chain, target]) {
    if (hop.proxyCommand !== undefined) {
      throw new ShellError(
        'config',
        `the ssh_config reaches ${hop.alias} through ProxyCommand (${plainly(hop.proxyCommand)}), which is not supported: use ProxyJump`,
      );
    }
  }
  return chain;
}

function connectJump(hop: Hop, through: Duplex | undefined, options: JumpOptions): Promise<Client> {
  const username = hop.user ?? userInfo().username;
  const keys = recordedKeys(hop);
  if (keys.length === 0) {
    throw new ShellError(
      'host-key',
      `the jump host ${hop.alias} is not in ${hop.knownHosts.join(' or ')}: log in to it once with ssh and compare its key`,
    );
  }
  // The spec's identity is for concentrators; a jump host has the keys the ssh_config gives it.
  const auth = authMethods(hop, username, {
    ...options.sources,
    identity: hop.identities.length > 0 ? undefined : options.sources.identity,
  });
  return connect({
    label: `the jump host ${hop.alias}`,
    host: hop.host,
    port: hop.port,
    username,
    auth,
    hostKey: { kind: 'known', keys },
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    ...(through === undefined ? {} : { through }),
  });
}

function recordedKeys(hop: Hop): readonly KnownKey[] {
  return hop.knownHosts.flatMap((path) => {
    try {
      return knownKeys(readText(path), hop.hostKeyAlias ?? hop.host, hop.port);
    } catch {
      // A file that is not there records nothing; finding no key at all is reported by the caller.
      return [];
    }
  });
}

function forward(client: Client, from: Hop, to: Hop): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, to.host, to.port, (error, stream) => {
      if (error === undefined) resolve(stream);
      else {
        reject(
          new ShellError(
            'unreachable',
            `the jump host ${from.alias} cannot reach ${to.host}:${to.port} (${error.message}): check the security group for the jump host's address`,
            { cause: error },
          ),
        );
      }
    });
  });
}
