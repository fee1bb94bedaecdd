/**
 * What a failure lists, one by one: the rules that are open, the routes that are wrong, the peers whose setting is off. A
 * waiver and a saved run know a failure by them, so that what joins it later is seen. What changes by itself (times,
 * counters, percentages) is no part of an entry: a reader would be told of the same thing every hour.
 */
export function entriesOf(actual: unknown): readonly string[] {
  if (Array.isArray(actual)) return [...new Set(actual.flatMap((one) => entryOf(one) ?? []))].toSorted();
  if (typeof actual === 'object' && actual !== null) {
    const pairs = Object.entries(actual);
    // Beside lists stands what they were made from.
    if (pairs.some(([, value]) => Array.isArray(value))) {
      return pairs.flatMap(([key, value]) => {
        if (value === null) return [`${key}: none`];
        return Array.isArray(value) ? entriesOf(value).map((entry) => `${key}: ${entry}`) : [];
      });
    }
    return pairs.flatMap(([key, value]) => ofField(key, value)).toSorted();
  }
  const own = typeof actual === 'string' ? entryOf(actual) : undefined;
  return own === undefined ? [] : [own];
}

/** Those of `now` that are not among `known`. */
export function beyond(now: readonly string[], known: readonly string[]): readonly string[] {
  const before = new Set(known);
  return now.filter((entry) => !before.has(entry));
}

const time = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
/** Names of numbers that change by themselves. */
const volatile =
  /^(age|at|since|count|children|disk|free|load|loss|mtu|offset|percent|pct|rtt|size|time|total|uptime|used)$|(Age|Ages|At|Bytes|Count|Ms|Mtu|Pct|Percent|Seconds|Time)$/;
/** A field of a record, as opposed to the name of a thing: a path, a peer. */
const field = /^[a-z][A-Za-z]*$/;

function ofField(key: string, value: unknown): readonly string[] {
  if (value === null) return [`${key}: none`];
  if (typeof value === 'object') {
    // Lists that far down are whole tables of a host, not what is wrong with them.
    if (Array.isArray(value)) return [];
    return Object.entries(value).flatMap(([inner, one]) => ofField(inner, one).map((entry) => `${key}: ${entry}`));
  }
  if (typeof value === 'number') {
    // How full a disk is changes, that it is among the full ones does not.
    if (!field.test(key) && value !== 0) return [key];
    return volatile.test(key) ? [] : [`${key}: ${value}`];
  }
  const entry = entryOf(value);
  return entry === undefined ? [] : [`${key}: ${entry}`];
}

/** One per list item, from all its stable fields: `protocol tcp, from 22, to 22, cidr 0.0.0.0/0`. */
function entryOf(value: unknown, key?: string): string | undefined {
  switch (typeof value) {
    case 'string':
      return value === '' || time.test(value) ? undefined : value;
    case 'boolean':
      return String(value);
    case 'number':
      return key === undefined || volatile.test(key) ? undefined : String(value);
    case 'object': {
      if (value === null) return undefined;
      const parts = Object.entries(value).flatMap(([name, one]) => {
        const part = entryOf(one, Array.isArray(value) ? key : name);
        return part === undefined ? [] : [Array.isArray(value) ? part : `${name} ${part}`];
      });
      return parts.length === 0 ? undefined : parts.join(', ');
    }
    default:
      return undefined;
  }
}
