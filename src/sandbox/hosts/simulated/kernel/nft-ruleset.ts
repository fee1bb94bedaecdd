/** The kernel's nftables: tables with sets and chains, changed by whole files or single commands, each all or nothing. */

import { type Passing, parseRule, type Rule } from './nft-rule.ts';
import { type Block, NftError, parseBlocks } from './nft-syntax.ts';

export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

interface Chain {
  readonly header: string;
  readonly hook: string | undefined;
  readonly priority: number;
  readonly policy: string;
  readonly rules: readonly Rule[];
}

interface Table {
  readonly name: string;
  readonly sets: ReadonlyMap<string, { readonly header: readonly string[]; readonly elements: readonly string[] }>;
  readonly chains: ReadonlyMap<string, Chain>;
}

type Tables = ReadonlyMap<string, Table>;

const priorities: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
};

/** A chain with the sets that its rules name. */
interface Hooked {
  readonly chain: Chain;
  readonly sets: ReadonlyMap<string, readonly string[]>;
}

export class Ruleset {
  #tables: Tables = new Map();
  /** The chains of each hook in the order in which they judge, worked out when a packet first asks. */
  readonly #hooked = new Map<Hook, readonly Hooked[]>();

  /** Applies a text of nft's; nothing of it when any of it is wrong. @throws NftError */
  apply(text: string, check = false): void {
    const tables = parseBlocks(text).reduce(applyBlock, this.#tables);
    if (check) return;
    this.#tables = tables;
    this.#hooked.clear();
  }

  /** True when no chain of the hook drops the packet; counters of the rules that match move. */
  passes(hook: Hook, passing: Passing): boolean {
    const chains = this.#hooked.get(hook) ?? this.#chainsOf(hook);
    this.#hooked.set(hook, chains);
    return chains.every((one) => judge(one, passing));
  }

  /** As `nft list` prints it; undefined when there is no such table. */
  list(name?: string): string | undefined {
    if (name === undefined) return [...this.#tables.values()].map(render).join('');
    const table = this.#tables.get(name);
    return table === undefined ? undefined : render(table);
  }

  names(): readonly string[] {
    return [...this.#tables.keys()];
  }

  #chainsOf(hook: Hook): readonly Hooked[] {
    return [...this.#tables.values()]
      .flatMap((table) => {
        const sets = new Map([...table.sets].map(([name, { elements }]) => [name, elements] as const));
        return [...table.chains.values()].flatMap((chain) => (chain.hook === hook ? [{ chain, sets }] : []));
      })
      .toSorted((a, b) => a.chain.priority - b.chain.priority);
  }
}

function judge({ chain, sets }: Hooked, passing: Passing): boolean {
  for (const rule of chain.rules) {
    if (!rule.matches(passing, sets)) continue;
    if (rule.counter !== undefined) {
      rule.counter.packets += 1;
      rule.counter.bytes += passing.packet.size;
    }
    if (rule.verdict !== 'continue') return rule.verdict === 'accept';
  }
  return chain.policy !== 'drop';
}

function applyBlock(tables: Tables, block: Block): Tables {
  const next = new Map(tables);
  const words = block.head.split(/\s+/);
  const verb = ['add', 'create', 'delete', 'destroy', 'flush', 'insert'].includes(words[0] ?? '')
    ? words.shift()
    : 'add';
  const object = words.shift();
  if (object === 'ruleset' && verb === 'flush') return new Map();
  const family = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'].includes(words[0] ?? '') ? words.shift() : 'ip';
  const name = `${family} ${words.shift() ?? ''}`;
  const table = next.get(name);
  if (object === 'table') {
    if (verb === 'delete' && table === undefined)
      throw new NftError(`Could not process rule: No such file or directory`);
    if (verb === 'delete' || verb === 'destroy') next.delete(name);
    else if (verb === 'flush') next.set(name, emptied(table, name));
    else next.set(name, block.body.reduce(fill, table ?? { name, sets: new Map(), chains: new Map() }));
    return next;
  }
  if (table === undefined) throw new NftError(`Could not process rule: No such file or directory`);
  const chainName = words.shift() ?? '';
  const chain = table.chains.get(chainName);
  if (object === 'chain') {
    const chains = new Map(table.chains);
    if (verb === 'delete') chains.delete(chainName);
    else if (verb === 'flush' && chain !== undefined) chains.set(chainName, { ...chain, rules: [] });
    else return next.set(name, fill(table, { head: `chain ${chainName}`, body: block.body }));
    return next.set(name, { ...table, chains });
  }
  if (object === 'rule' && chain !== undefined) {
    const rule = parseRule(words.join(' '));
    const rules = verb === 'insert' ? [rule, ...chain.rules] : [...chain.rules, rule];
    return next.set(name, { ...table, chains: new Map(table.chains).set(chainName, { ...chain, rules }) });
  }
  throw new NftError('syntax error, unexpected string');
}

const emptied = (table: Table | undefined, name: string): Table => ({
  name,
  sets: table?.sets ?? new Map(),
  chains: new Map([...(table?.chains ?? [])].map(([key, chain]) => [key, { ...chain, rules: [] }] as const)),
});

/** A `set` or `chain` inside a table. */
function fill(table: Table, { head, body }: Block): Table {
  const [kind, name = ''] = head.split(/\s+/);
  const lines = body.map(({ head: line }) => line);
  if (kind === 'set') {
    const elements = lines.find((line) => line.startsWith('elements'));
    const set = {
      header: lines.filter((line) => line !== elements),
      elements: [...(elements ?? '').matchAll(/[\d./-]+/g)].map(([each]) => each),
    };
    return { ...table, sets: new Map(table.sets).set(name, set) };
  }
  if (kind !== 'chain') throw new NftError(`syntax error, unexpected ${kind}`);
  const header = lines.find((line) => line.startsWith('type ')) ?? '';
  const [, hook, priority = '0', policy = 'accept'] =
    /hook (\S+) priority ([^;\s]+)\s*;?(?:\s*policy (\S+?);?)?$/.exec(header) ?? [];
  const chain: Chain = {
    header,
    hook,
    priority: priorities[priority] ?? Number(priority),
    policy: policy.replace(';', ''),
    rules: lines.filter((line) => line !== header).map(parseRule),
  };
  const before = table.chains.get(name);
  const joined = before === undefined ? chain : { ...before, rules: [...before.rules, ...chain.rules] };
  return { ...table, chains: new Map(table.chains).set(name, joined) };
}

function render({ name, sets, chains }: Table): string {
  const counted = ({ text, counter }: Rule): string =>
    counter === undefined
      ? text
      : text.replace(/\bcounter\b/, `counter packets ${counter.packets} bytes ${counter.bytes}`);
  const lines = [
    ...[...sets].flatMap(([set, { header, elements }]) => [
      `\tset ${set} {`,
      ...header.map((line) => `\t\t${line}`),
      ...(elements.length === 0 ? [] : [`\t\telements = { ${elements.join(', ')} }`]),
      '\t}',
      '',
    ]),
    ...[...chains].flatMap(([chain, { header, rules }]) => [
      `\tchain ${chain} {`,
      ...(header === '' ? [] : [`\t\t${header}`]),
      ...rules.map((rule) => `\t\t${counted(rule)}`),
      '\t}',
      '',
    ]),
  ];
  return `table ${name} {\n${lines.slice(0, -1).join('\n')}\n}\n`.replace('{\n\n}', '{\n}');
}
