/** Members of a JSON answer, as CloudWatch Logs and Service Quotas give, by their paths; elements of lists are `item`. */

type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

const isMap = (value: Value): value is { readonly [name: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function walk(value: Value, path: readonly string[], found: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) walk(one, [...path, 'item'], found);
  else if (isMap(value))
    for (const [name, inner] of Object.entries(value)) {
      found.add([...path, name].join('/'));
      walk(inner, [...path, name], found);
    }
}

function pathsIn(text: string): readonly string[] {
  const found = new Set<string>();
  walk(JSON.parse(text), [], found);
  return [...found];
}

/** @param by from the value as text, which stays JSON of its own kind; undefined leaves the member out */
function replaced(text: string, path: string, by: (inner: string) => string | undefined): string {
  const changed = (value: Value, at: readonly string[]): Value | undefined => {
    if (at.join('/') === path) {
      const next = by(typeof value === 'string' ? value : JSON.stringify(value));
      return next === undefined || typeof value === 'string' ? next : JSON.parse(next);
    }
    if (Array.isArray(value)) return value.flatMap((one) => changed(one, [...at, 'item']) ?? []);
    if (!isMap(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, inner]) => {
        const next = changed(inner, [...at, name]);
        return next === undefined ? [] : [[name, next] as const];
      }),
    );
  };
  return JSON.stringify(changed(JSON.parse(text), []) ?? {});
}

export const json = { pathsIn, replaced };
