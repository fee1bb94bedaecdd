/** A check: its metadata, and a pure function from facts to judgements. */
import { type Fact, unknown } from '#mesh/fact.ts';
import type { Severity } from '#mesh/severity.ts';

export { atLeast, type Severity, severities } from '#mesh/severity.ts';

/** A rule of another catalogue that demands the same, or the opposite. */
export interface Reference {
  readonly source: string;
  readonly id: string;
}

export interface Remedy {
  /** `guidance`: a manual fix. */
  readonly risk: 'safe' | 'disruptive' | 'guidance';
  /** How to fix it manually, in a sentence or two. */
  readonly summary: string;
  /** The command that fixes it, if there is one. */
  readonly command?: string;
}

/** The command that executes the remedy of one of our checks. */
export const fixCommandOf = (check: string): string => `vpnmesh fix ${check}`;

export interface CheckMeta {
  /** `<family>.<name>`, never changes. */
  readonly id: string;
  /** What is true if it passes. */
  readonly title: string;
  readonly severity: Severity;
  /** What goes wrong if it fails. */
  readonly why: string;
  readonly remedy: Remedy;
  readonly references?: readonly Reference[];
}

/** The subject of a result; `id` is its name in AWS or in the mesh. */
export interface Resource {
  readonly type: string;
  readonly id: string;
  readonly region?: string | undefined;
  readonly concentrator?: string | undefined;
}

/** A check's verdict on one resource with all facts known. Only the engine says `unknown`. */
export type Verdict =
  | { readonly status: 'pass'; readonly message: string; readonly expected?: unknown; readonly actual?: unknown }
  | {
      readonly status: 'fail';
      readonly message: string;
      readonly expected: unknown;
      readonly actual: unknown;
      /** Topics that this failure explains: other failures there are its consequences. */
      readonly explains?: readonly string[];
    }
  | { readonly status: 'not-applicable'; readonly message: string };

/** One resource, the facts that its judgement needs, and the judgement, which only sees known facts. */
export interface Judgement {
  readonly resource: Resource;
  /** Topics that another failure may explain, such as `tunnel us-east-1 us-west-2`. */
  readonly topics: readonly string[];
  /** Topics that this judgement explains if its facts are unknown: it stands for all others that need them. */
  readonly speaksFor: readonly string[];
  readonly needs: Readonly<Record<string, Fact<unknown>>>;
  readonly judge: () => Verdict;
}

/** A bug of a check rather than bad facts; the message says whose. */
export class CheckFault extends Error {}

export interface Check<F> extends CheckMeta {
  /** Lazily, if they are many: each is judged before the next is created. */
  readonly run: (facts: F) => Iterable<Judgement>;
}

type Needs = Readonly<Record<string, Fact<unknown>>>;
type Values<N extends Needs> = { readonly [K in keyof N]: N[K] extends Fact<infer V> ? V : never };

/** The only way to a judgement: takes facts by name, and passes their values on only if all are known. */
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
        if (!fact.ok) throw new Error(`the fact ${name} was judged although it could not be read`);
        return [name, fact.value] as const;
      });
      return judge(Object.fromEntries(values) as Values<N>);
    },
  };
}

/** One judgement per item of a list fact; if the list is unknown, one judgement about the whole. */
export function each<T>(list: Fact<readonly T[]>, whole: Resource, one: (item: T) => Judgement): readonly Judgement[] {
  return [...inTurn(list, whole, one)];
}

/** The same, lazily: a mesh of a hundred has five thousand tunnels. */
export function* inTurn<T>(
  list: Fact<readonly T[]>,
  whole: Resource,
  one: (item: T) => Judgement,
): Generator<Judgement> {
  if (list.ok) for (const item of list.value) yield one(item);
  else yield judgement(whole, { list }, () => ({ status: 'not-applicable', message: '' }));
}

/** One entry of a fact that is a record; a missing entry counts as not read. */
export function entry<T>(fact: Fact<Readonly<Record<string, T>>>, key: string, what: string): Fact<T> {
  if (!fact.ok) return fact;
  const value = fact.value[key];
  return value === undefined ? unknown('absent', `${what} was not read`) : { ok: true, value, at: fact.at };
}

/** Constructors of verdicts. */
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
