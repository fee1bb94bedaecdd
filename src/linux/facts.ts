/** The script that reads a host for the audit, and the meaning of its report. */
import { createHash } from 'node:crypto';
import { type Fact, type Reason, type ReasonKind, unknown } from '#mesh/fact.ts';
import { createPool, type Pool } from '#mesh/interning.ts';
import * as services from './facts/services.ts';
import * as system from './facts/system.ts';
import * as tunnels from './facts/tunnels.ts';
import { type HostFacts, noHostFacts } from './host-facts.ts';

interface Told {
  /** What arrived is what was said. */
  readonly whole: boolean;
  readonly read: (clock: number | undefined) => Reading;
}

type Reading = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: Reason };

interface Part {
  readonly lines: readonly string[];
  readonly name: string;
  readonly code: number;
  readonly words: string;
}

/** What is made of each part of a report, and the fact it becomes. */
const parts: { readonly [K in keyof HostFacts]: readonly [part: string, parse: Parse] } = {
  system: ['system', system.system],
  sysctl: ['sysctl', system.sysctl],
  writers: ['writers', system.writers],
  units: ['units', system.units],
  time: ['time', services.time],
  sshd: ['sshd', services.sshd],
  updates: ['updates', services.updates],
  automaticUpdates: ['automatic', services.automaticUpdates],
  packages: ['packages', system.packages],
  reboot: ['reboot', system.reboot],
  disk: ['disk', system.disk],
  firewall: ['firewall', tunnels.firewall],
  shipped: ['agent', services.shipped],
  logs: ['logs', services.logs],
  keys: ['keys', tunnels.keys],
  publicKeys: ['pubkeys', tunnels.publicKeys],
  files: ['files', tunnels.files],
  written: ['settings', tunnels.written],
  connections: ['connections', tunnels.connections],
  sas: ['sas', tunnels.sas],
  probes: ['probes', tunnels.probes],
  sasAfter: ['sas_after', tunnels.sas],
};
/** @param clock seconds since the epoch, as the host's first part tells */
type Parse = (lines: readonly string[], clock: number | undefined) => unknown;

const parsers = new Map(Object.values(parts));
/** These wait for the end of the report: the part that tells the clock may stand anywhere. */
const timed: ReadonlySet<string> = new Set(['units', 'updates', 'logs']);

/** As the script reckons it over all that it says of a fact. */
function digestOf({ lines, name, code, words }: Omit<Part, 'code'> & { readonly code: string }): string {
  const sum = createHash('sha256');
  for (const line of lines) sum.update(`| ${line}\n`);
  return sum.update(`${name} ${code} ${words}\n`).digest('hex').slice(0, 16);
}

/** Takes a report line by line and keeps what it means: of a hundred peers a host says half a megabyte. */
export interface FactsReader {
  line(text: string): void;
  /** @param at when the report was made, RFC 3339 */
  facts(at: string): HostFacts;
}

/** @param host for messages */
export function factsReader(host: string, pool: Pool): FactsReader {
  const told = new Map<string, Told>();
  let lines: string[] = [];
  let clock: number | undefined;
  return {
    line: (text) => {
      if (text.startsWith('| ')) lines.push(text.slice(2));
      const [, name, code = '', digest, words = ''] = /^fact (\S+) (\d+) ([0-9a-f]{16}) ?(.*)$/.exec(text) ?? [];
      if (name === undefined) return;
      const whole = digest === digestOf({ lines, name, code, words });
      if (whole || told.get(name) === undefined) {
        const part = { lines, name, code: Number(code), words };
        if (name === 'system') clock = whole ? system.clock(lines) : undefined;
        const read = (now: number | undefined): Reading => pool.keep(meaning(host, part, whole, now));
        const early = timed.has(name) ? undefined : read(undefined);
        told.set(name, { whole, read: early === undefined ? read : () => early });
      }
      lines = [];
    },
    facts: (at) => {
      if (told.size === 0) return noHostFacts(unknown('parse', `${host}: its answer is not a report`).reason);
      const fact = ([name]: readonly [string, Parse]): Fact<unknown> => {
        const one = told.get(name)?.read(clock);
        if (one === undefined) return unknown('parse', `${host}: its report is cut off before "${name}"`);
        return one.ok ? { ...one, at } : one;
      };
      // Each parser gives what its fact is of.
      return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, fact(part)])) as unknown as HostFacts;
    },
  };
}

/**
 * A report cut short gives what it holds; the rest is unreadable.
 * @param host for messages
 * @param at when the report was made, RFC 3339
 */
export function parseFacts(host: string, stdout: string, at: string, pool = createPool()): HostFacts {
  const reader = factsReader(host, pool);
  for (const line of stdout.split('\n')) reader.line(line);
  return reader.facts(at);
}

function meaning(host: string, part: Part, whole: boolean, clock: number | undefined): Reading {
  const { name, code, words, lines } = part;
  const parse = parsers.get(name);
  if (parse === undefined || !whole) return unknown('parse', `${host}: ${name} was changed or cut in transit`);
  if (code !== 0) {
    const why = `${host}: ${name} could not be read: ${words || `status ${code}`}`;
    return unknown(kindOf(part), why, topicOf(host, part));
  }
  try {
    return { ok: true, value: parse(lines, clock) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return unknown('parse', `${host}: ${name} is invalid: ${why}`);
  }
}

const charonStopped = 'charon is not running';

function kindOf({ code, words }: Part): ReasonKind {
  if (code === 124) return 'timeout';
  if (code === 3 || words === charonStopped) return 'absent';
  return /permission denied|not permitted/i.test(words) ? 'denied' : 'parse';
}

/** Everything that only a running charon could say has that one reason. */
function topicOf(host: string, { words }: Part): string | undefined {
  return words === charonStopped ? `charon ${host}` : undefined;
}
