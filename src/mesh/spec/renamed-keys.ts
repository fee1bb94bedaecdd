/** Renamed keys of the spec: earlier names still work, with a warning that has the new name. */

interface Renamed {
  readonly path: readonly string[];
  readonly before: string;
  readonly now: string;
}

const renamed: readonly Renamed[] = [{ path: ['ssh'], before: 'temporary', now: 'openOnDemand' }];

type Values = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param values the spec as written
 * @returns the spec with the new names, and the places of old ones. The schema rejects a key under both names.
 */
export function byNamesOfToday(values: unknown): {
  readonly values: unknown;
  readonly found: readonly { readonly path: readonly string[]; readonly now: string }[];
} {
  const found: { readonly path: readonly string[]; readonly now: string }[] = [];
  let all = values;
  for (const { path, before, now } of renamed) {
    all = changedAt(all, path, (map) => {
      if (!(before in map) || now in map) return map;
      found.push({ path: [...path, before], now: [...path, now].join('.') });
      const { [before]: value, ...rest } = map;
      return { ...rest, [now]: value };
    });
  }
  return { values: all, found };
}

function changedAt(value: unknown, path: readonly string[], change: (map: Values) => Values): unknown {
  if (!isMap(value)) return value;
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  return key in value ? { ...value, [key]: changedAt(value[key], rest, change) } : value;
}
