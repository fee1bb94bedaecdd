/** One nftables rule: what it matches, what it counts, what it says. Only what a router's rules are made of is understood. */

import { type Packet, protocols } from '#sandbox/hosts/simulated/network/packet.ts';
import { inAny } from '#sandbox/ipv4.ts';

/** What a hook sees of a packet. */
export interface Passing {
  readonly packet: Packet;
  readonly input?: string;
  readonly output?: string;
  /** It will leave through an IPsec tunnel (`rt ipsec exists`). */
  readonly ipsec: boolean;
}

export interface Rule {
  readonly text: string;
  readonly verdict: 'drop' | 'accept' | 'continue';
  readonly counter: { packets: number; bytes: number } | undefined;
  matches(passing: Passing, sets: ReadonlyMap<string, readonly string[]>): boolean;
}

type Match = Rule['matches'];

/** Words of a rule; texts in quotes and sets in braces stay together. */
const wordsOf = (text: string): readonly string[] => text.match(/"[^"]*"|\{[^}]*\}|[^\s{}"]+/g) ?? [];

const listed = (value: string, sets: ReadonlyMap<string, readonly string[]>): readonly string[] => {
  if (value.startsWith('@')) return sets.get(value.slice(1)) ?? [];
  return value
    .replace(/^\{|\}$/g, '')
    .split(',')
    .map((each) => each.trim().replace(/^"|"$/g, ''));
};

const portIn = (values: readonly string[], port: number | undefined): boolean =>
  values.some((text) => {
    const [low = Number.NaN, high = low] = text.split('-').map(Number);
    return port !== undefined && low <= port && port <= high;
  });

const numbers: Readonly<Record<string, number>> = protocols;

/** How many words a match takes and what it says; undefined for words that are no match we know. */
function matchAt(words: readonly string[], at: number): { readonly length: number; readonly match: Match } | undefined {
  const [first, second, third, fourth] = words.slice(at, at + 4);
  const negated = third === '!=';
  const value = (negated ? fourth : third) ?? '';
  const length = negated ? 4 : 3;
  const whether = (test: Match): Match => (negated ? (passing, sets) => !test(passing, sets) : test);
  if (first === 'ip' && (second === 'saddr' || second === 'daddr')) {
    const end = second === 'saddr' ? 'source' : 'destination';
    return { length, match: whether(({ packet }, sets) => inAny(listed(value, sets), packet[end])) };
  }
  if (first === 'rt' && second === 'ipsec') {
    return { length: 3, match: ({ ipsec }) => ipsec === (third === 'exists') };
  }
  if ((first === 'tcp' || first === 'udp') && (second === 'dport' || second === 'sport')) {
    const end = second === 'sport' ? 'sourcePort' : 'destinationPort';
    return {
      length,
      match: ({ packet }, sets) =>
        packet.protocol === protocols[first] && portIn(listed(value, sets), packet[end]) !== negated,
    };
  }
  if ((first === 'ip' && second === 'protocol') || (first === 'meta' && second === 'l4proto')) {
    return {
      length,
      match: whether(({ packet }, sets) =>
        listed(value, sets).some((name) => (numbers[name] ?? Number(name)) === packet.protocol),
      ),
    };
  }
  if (first === 'iifname' || first === 'oifname') {
    const not = second === '!=';
    const name = (not ? third : second) ?? '';
    const side = first === 'iifname' ? 'input' : 'output';
    return {
      length: not ? 3 : 2,
      match: (passing, sets) => listed(name, sets).includes(passing[side] ?? '') !== not,
    };
  }
  return undefined;
}

export function parseRule(text: string): Rule {
  const words = wordsOf(text);
  const matches: Match[] = [];
  let verdict: Rule['verdict'] = 'continue';
  let counter: Rule['counter'];
  for (let at = 0; at < words.length; ) {
    const word = words[at];
    const found = matchAt(words, at);
    if (found !== undefined) {
      matches.push(found.match);
      at += found.length;
    } else if (word === 'counter') {
      counter = { packets: 0, bytes: 0 };
      at += words[at + 1] === 'packets' ? 5 : 1;
    } else if (word === 'comment') at += 2;
    else if (word === 'drop' || word === 'accept') {
      verdict = word;
      at += 1;
    } else if (word === 'reject') {
      verdict = 'drop';
      at = words.length;
    } else {
      // What is not understood (MSS clamping and the like) changes no packet's way here.
      if (verdict === 'continue') matches.push(() => false);
      break;
    }
  }
  return {
    text: text.replace(/\bcounter( packets \d+ bytes \d+)?/, 'counter'),
    verdict,
    counter,
    matches: (passing, sets) => matches.every((match) => match(passing, sets)),
  };
}
