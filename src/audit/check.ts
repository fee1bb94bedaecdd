/** What a check is: words about itself, and a pure function from facts to what is to be judged. */
import { type Fact, unknown } from '#mesh/fact.ts';
import type { Severity } from '#mesh/severity.ts';

export { atLeast, type Severity, severities } from '#mesh/severity.ts';

/** A rule of somebody else's catalogue that says the same, or the opposite. */
export interface Reference {
  readonly source: string;
  readonly id: string;
}

export interface Remedy {
  /** `guidance`: a person has to do it. */
  readonly risk: 'safe' | 'disruptive' | 'guidance';
  /** How to fix it by hand, in a sentence or two. */
  readonly summary: string;
  /** The command that fixes it, where one does. */
  readonly command?: string;
}

/** The command that carries out the remedy of a check of ours. */
export const fixCommandOf = (check: string): string => `vpnmesh fix ${check}`;

export interface CheckMeta {
  /** `<family>.<name>`, stable for ever. */
  readonly id: string;
  /** What is so when it passes. */
  readonly title: string;
  readonly severity: Severity;
  /** What goes wrong when it is not so. */
  readonly why: string;
  readonly remedy: Remedy;
  readonly references?: readonly Reference[];
}

/** What a result is about; `id` is the name AWS or the mesh gives it. */
export interface Resource {
  readonly type: string;
  readonly id: string;
  readonly region?: string | undefined;
  readonly concentrator?: string | undefined;
}

/** What a check says of one resource once it has all its facts. `unknown` is not its to say. */
export type Verdict =
  | { readonly status: 'pass'; readonly message: string; readonly expected?: unknown; readonly actual?: unknown }
  | {
      readonly status: 'fail';
      readonly message: string;
      readonly expected: unknown;
      readonly actual: unknown;
      /** Topics that this failure explains: what else fails there is a consequence of it. */
      readonly explains?: readonly string[];
    }
  | { readonly status: 'not-applicable'; readonly message: string };

/** One resource, the facts its judgement needs, and the judgement, which only sees facts that could be read. */
export interface Judgement {
  readonly resource: Resource;
  /** What a failure elsewhere may explain, such as `tunnel us-east-1 us-west-2`. */
  readonly topics: readonly string[];
  /** Topics that this judgement explains when its own facts cannot be read: it stands for all who wanted them. */
  readonly speaksFor: readonly string[];
  readonly needs: Readonly<Record<string, Fact<unknown>>>;
  readonly judge: () => Verdict;
}

/** A fault of a check rather than of the facts, in words that say whose. */
export class CheckFault extends Error {}

export interface Check<F> extends CheckMeta {
  /** One after the other, where they are many: each is judged before the next one is made. */
  readonly run: (facts: F) => Iterable<Judgement>;
}

type Needs = Readonly<Record<string, Fact<unknown>>>;
type Values<N extends Needs> = { readonly [K in keyof N]: N[K] extends Fact<infer V> ? V : never };

/** The only way to a judgement: facts go in by name, and their values come out only where all of them could be read. */
export function judgement<N extends Needs>(
  resource: Resource,
  needs: N,
  judge: (values: Values<N>) => Verdict,
  about: { readonly topics?: readonly string[]; readonly speaksFor?: readonly string[] } = {},
): Judgement {
  return {
    resource,
    topics: about.topics ?? [],
    speaksFor: about.speaksFor ?? [],
    needs,
    judge: () => {
      const values = Object.entries(needs).map(([name, fact]) => {
        if (!fact.ok) throw new Error(`the fact ${name} could not be read, and was judged all the same`);
        return [name, fact.value] as const;
      });
      return judge(Object.fromEntries(values) as Values<N>);
    },
  };
}

/** One judgement for each thing that a fact lists; while the list cannot be read, one that says so of the whole. */
export function each<T>(list: Fact<readonly T[]>, whole: Resource, one: (item: T) => Judgement): readonly Judgement[] {
  return [...inTurn(list, whole, one)];
}

/** The same, each made when the one before it is done with: a mesh of a hundred has five thousand tunnels. */
export function* inTurn<T>(
  list: Fact<readonly T[]>,
  whole: Resource,
  one: (item: T) => Judgement,
): Generator<Judgement> {
  if (list.ok) for (const item of list.value) yield one(item);
  else yield judgement(whole, { list }, () => ({ status: 'not-applicable', message: '' }));
}

/** One entry of a fact that lists by name; not there is not read. */
export function entry<T>(fact: Fact<Readonly<Record<string, T>>>, key: string, what: string): Fact<T> {
  if (!fact.ok) return fact;
  const value = fact.value[key];
  return value === undefined ? unknown('absent', `${what} was not read`) : { ok: true, value, at: fact.at };
}

/** Shorthands for verdicts. */
export function pass(message: string, seen: { readonly expected?: unknown; readonly actual?: unknown } = {}): Verdict {
  return { status: 'pass', message, ...seen };
}
export function fail(
  message: string,
  seen: { readonly expected: unknown; readonly actual: unknown; readonly explains?: readonly string[] },
): Verdict {
  return { status: 'fail', message, ...seen };
}
export function notApplicable(message: string): Verdict {
  return { status: 'not-applicable', message };
}
