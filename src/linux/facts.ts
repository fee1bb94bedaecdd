/** The script that reads a host for the audit, and the meaning of its report. */
import { createHash } from 'node:crypto';
import { type Fact, type ReasonKind, unknown } from '#mesh/fact.ts';
import { type HostFacts, noHostFacts } from './host-facts.ts';
import * as system from './read-system.ts';
import * as tunnels from './read-tunnels.ts';

interface Told {
  readonly lines: readonly string[];
  readonly code: number;
  readonly words: string;
  /** What arrived is what was said. */
  readonly whole: boolean;
}

/** As the script reckons it over all that it says of a fact. */
function digestOf(lines: readonly string[], name: string, code: string, words: string): string {
  const said = [...lines.map((line) => `| ${line}`), `${name} ${code} ${words}`, ''].join('\n');
  return createHash('sha256').update(said).digest('hex').slice(0, 16);
}

/**
 * A report cut short gives what it holds; the rest is unreadable.
 * @param host for messages
 * @param at when the report was made, RFC 3339
 */
export function parseFacts(host: string, stdout: string, at: string): HostFacts {
  const told = new Map<string, Told>();
  let lines: string[] = [];
  for (const line of stdout.split('\n')) {
    const [, name, code = '', digest, words = ''] = /^fact (\S+) (\d+) ([0-9a-f]{16}) ?(.*)$/.exec(line) ?? [];
    if (line.startsWith('| ')) lines.push(line.slice(2));
    if (name === undefined) continue;
    const whole = digest === digestOf(lines, name, code, words);
    if (whole || told.get(name) === undefined) told.set(name, { lines, code: Number(code), words, whole });
    lines = [];
  }
  const fact = <T>(name: string, parse: (lines: readonly string[]) => T): Fact<T> => {
    const one = told.get(name);
    if (one === undefined) return unknown('parse', `${host}: its report ends before "${name}"`);
    if (!one.whole) return unknown('parse', `${host}: what it says of ${name} was changed or cut on its way`);
    if (one.code !== 0)
      return unknown(
        kindOf(one),
        `${host}: ${name} could not be read: ${one.words || `status ${one.code}`}`,
        topicOf(host, one),
      );
    try {
      return { ok: true, value: parse(one.lines), at };
    } catch (error) {
      return unknown(
        'parse',
        `${host}: ${name} makes no sense: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
  if (told.size === 0) return noHostFacts(unknown('parse', `${host}: it answers, but not with a report`).reason);
  const first = told.get('system');
  const clock = first?.whole === true ? system.clock(first.lines) : undefined;
  return {
    system: fact('system', system.system),
    sysctl: fact('sysctl', system.sysctl),
    writers: fact('writers', system.writers),
    units: fact('units', (body) => system.units(body, clock)),
    time: fact('time', system.time),
    sshd: fact('sshd', system.sshd),
    updates: fact('updates', (body) => system.updates(body, clock)),
    automaticUpdates: fact('automatic', system.automaticUpdates),
    packages: fact('packages', system.packages),
    reboot: fact('reboot', system.reboot),
    disk: fact('disk', system.disk),
    firewall: fact('firewall', tunnels.firewall),
    shipped: fact('agent', system.shipped),
    logs: fact('logs', (body) => system.logs(body, clock)),
    keys: fact('keys', tunnels.keys),
    publicKeys: fact('pubkeys', tunnels.publicKeys),
    files: fact('files', tunnels.files),
    written: fact('settings', tunnels.written),
    connections: fact('connections', tunnels.connections),
    sas: fact('sas', tunnels.sas),
    probes: fact('probes', tunnels.probes),
    sasAfter: fact('sas_after', tunnels.sas),
  };
}

const charonStopped = 'charon is not running';

function kindOf({ code, words }: Told): ReasonKind {
  if (code === 124) return 'timeout';
  if (code === 3 || words === charonStopped) return 'absent';
  return /permission denied|not permitted/i.test(words) ? 'denied' : 'parse';
}

/** Everything that only a running charon could say has that one reason. */
function topicOf(host: string, { words }: Told): string | undefined {
  return words === charonStopped ? `charon ${host}` : undefined;
}
