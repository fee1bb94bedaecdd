/** A fact: a value, or the reason why it could not be read. Nothing in between, so missing data never passes for good news. */

/** `throttled` and `timeout` are transient, `denied` needs a permission; `absent`: the source of the fact does not exist. */
export type ReasonKind = 'denied' | 'throttled' | 'timeout' | 'unreachable' | 'absent' | 'parse' | 'stale';

export interface Reason {
  readonly kind: ReasonKind;
  /** A sentence for the operator, with the call, the host or the file in it. */
  readonly detail: string;
  /** The common cause of many unreadable facts, see `topics` in src/audit. */
  readonly topic?: string;
}

/** The topic of all that cannot be read of a region for one reason; the first result of it stands for the others. */
export const regionTopic = (region: string): string => `region ${region}`;
export const isRegionTopic = (topic: string): boolean => topic.startsWith('region ');

export type Fact<T> =
  /** `at`: when it was read, RFC 3339. */
  { readonly ok: true; readonly value: T; readonly at: string } | { readonly ok: false; readonly reason: Reason };

export function known<T>(value: T, at: string): Fact<T> {
  return { ok: true, value, at };
}

export function unknown(
  kind: ReasonKind,
  detail: string,
  topic?: string,
): { readonly ok: false; readonly reason: Reason } {
  return { ok: false, reason: { kind, detail, ...(topic === undefined ? {} : { topic }) } };
}

/** Derives a fact from another; an unreadable one stays unreadable. */
export function derived<A, B>(from: Fact<A>, work: (value: A) => B): Fact<B> {
  return from.ok ? known(work(from.value), from.at) : from;
}

type Values<F extends readonly Fact<unknown>[]> = {
  readonly [K in keyof F]: F[K] extends Fact<infer V> ? V : never;
};

/** All of them as one; the first that could not be read says why. */
export function allOf<const F extends readonly Fact<unknown>[]>(...facts: F): Fact<Values<F>> {
  const values: unknown[] = [];
  let at = '';
  for (const fact of facts) {
    if (!fact.ok) return fact;
    values.push(fact.value);
    if (at === '' || fact.at < at) at = fact.at;
  }
  return known(values as unknown as Values<F>, at);
}
