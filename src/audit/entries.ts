/**
 * What a failure lists, one by one: the rules that are open, the routes that are wrong. A waiver and a saved run know a
 * failure by them, so that what joins it later is seen. Numbers and times are no part of an entry: they change by
 * themselves, and a reader would be told of the same thing every hour.
 */
export function entriesOf(actual: unknown): readonly string[] {
  if (Array.isArray(actual)) return [...new Set(actual.flatMap((one) => entryOf(one) ?? []))].toSorted();
  if (typeof actual === 'object' && actual !== null) {
    return Object.entries(actual).flatMap(([key, value]) =>
      Array.isArray(value) ? entriesOf(value).map((entry) => `${key}: ${entry}`) : [],
    );
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

function entryOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value === '' || time.test(value) ? undefined : value;
    case 'boolean':
      return String(value);
    case 'object': {
      if (value === null) return undefined;
      const parts = Object.entries(value).flatMap(([key, one]) => {
        const part = entryOf(one);
        return part === undefined ? [] : [Array.isArray(value) ? part : `${key} ${part}`];
      });
      return parts.length === 0 ? undefined : parts.join(', ');
    }
    default:
      return undefined;
  }
}
