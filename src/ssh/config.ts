/** What an ssh_config says about one host: where it is, who to be there, which way leads to it. */
import { isAbsolute, join } from 'node:path';
import SSHConfig from 'ssh-config';

/** One connection to make, all of it worked out. */
export interface Hop {
  /** As it was asked for: the name that sections of the file are matched with. */
  readonly alias: string;
  readonly host: string;
  readonly port: number;
  /** undefined: the file names none. */
  readonly user: string | undefined;
  /** Absolute paths of private keys, in the order to offer them. */
  readonly identities: readonly string[];
  /** Offer only these identities, not everything the agent holds. */
  readonly identitiesOnly: boolean;
  /** Socket path from IdentityAgent; `none` forbids the agent; undefined: the file does not say. */
  readonly agent: string | undefined;
  readonly knownHosts: readonly string[];
  /** Name to look up in known_hosts in place of `host`. */
  readonly hostKeyAlias: string | undefined;
  /** `[user@]host[:port]` of the jump hosts, first hop first. */
  readonly jumps: readonly string[];
  /** Set when the file asks for a ProxyCommand, which is not supported. */
  readonly proxyCommand: string | undefined;
}

type Computed = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Reads the settings for a host; the first value found counts, as in ssh_config(5).
 * @param text the whole file; empty for none
 * @param home directory that `~` and `%d` stand for
 */
export function resolveHop(text: string, alias: string, home: string): Hop {
  const computed: Computed = SSHConfig.parse(text).compute(alias, { ignoreCase: true });
  const words = (key: string): readonly string[] => [computed[key] ?? []].flat();
  const first = (key: string): string | undefined => words(key)[0];

  const host = (first('hostname') ?? alias).replaceAll('%h', alias);
  const port = Number(first('port') ?? 22);
  const user = first('user');
  const path = (value: string): string => {
    const expanded = value.replace(/^~(?=\/|$)/, home).replace(/%([%dhrp])/g, (_, token: string) => {
      const values: Record<string, string> = { '%': '%', d: home, h: host, r: user ?? '', p: String(port) };
      return values[token] ?? '';
    });
    return isAbsolute(expanded) ? expanded : join(home, expanded);
  };
  const agent = first('identityagent');
  const proxyCommand = words('proxycommand').join(' ');
  return {
    alias,
    host,
    port,
    user,
    identities: words('identityfile').map(path),
    identitiesOnly: first('identitiesonly')?.toLowerCase() === 'yes',
    agent: agent === undefined || agent === 'none' || agent === 'SSH_AUTH_SOCK' ? ignoreVariable(agent) : path(agent),
    knownHosts: (words('userknownhostsfile').length > 0 ? words('userknownhostsfile') : ['~/.ssh/known_hosts']).map(
      path,
    ),
    hostKeyAlias: first('hostkeyalias'),
    jumps: words('proxyjump')
      .join(',')
      .split(',')
      .map((jump) => jump.trim())
      .filter((jump) => jump !== '' && jump !== 'none'),
    proxyCommand: proxyCommand === '' || proxyCommand === 'none' ? undefined : proxyCommand,
  };
}

function ignoreVariable(agent: string | undefined): string | undefined {
  return agent === 'SSH_AUTH_SOCK' ? undefined : agent;
}

/** Takes `[user@]host[:port]` or `ssh://…` of a ProxyJump apart. */
export function parseJump(jump: string): { readonly user?: string; readonly host: string; readonly port?: number } {
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?\/?$/.exec(jump);
  const host = match?.[2]?.replace(/^\[|\]$/g, '') ?? jump;
  return {
    host,
    ...(match?.[1] === undefined ? {} : { user: match[1] }),
    ...(match?.[3] === undefined ? {} : { port: Number(match[3]) }),
  };
}
