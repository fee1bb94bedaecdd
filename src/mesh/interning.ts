/**
 * Long-lived data. A substring keeps its whole source text alive, and a hundred hosts with a hundred peers repeat the
 * same texts ten thousand times: a pool's copy owns its texts and shares equal ones.
 */
export interface Pool {
  /** A copy of plain data that shares equal texts, lists of texts and records of texts. */
  keep<T>(value: T): T;
}

export function createPool(): Pool {
  /** Numbered texts; lists and records of texts are keyed by these numbers. */
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  const groups = new Map<string, unknown>();
  const numberOf = (value: string): number => {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    const own = ownText(value);
    numbers.set(own, texts.length);
    return texts.push(own) - 1;
  };
  const text = (value: string): string => texts[numberOf(value)] ?? value;
  const shared = (key: string, copy: () => unknown): unknown => {
    const known = groups.get(key) ?? copy();
    groups.set(key, known);
    return known;
  };
  const list = (value: readonly unknown[]): unknown => {
    const copy = (): unknown => value.map(keep);
    return value.every(isText) ? shared(`list ${value.map(numberOf)}`, copy) : copy();
  };
  const record = (value: Readonly<Record<string, unknown>>): unknown => {
    const copy = (): unknown => {
      const own: Record<string, unknown> = { ...value };
      for (const key of Object.keys(own)) own[key] = keep(own[key]);
      return own;
    };
    const values = Object.values(value);
    if (!values.every(isText)) return copy();
    return shared(`record ${Object.keys(value).map(numberOf)} ${values.map(numberOf)}`, copy);
  };
  const keep = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return list(value);
    const kind: unknown = Object.getPrototypeOf(value);
    return kind === Object.prototype || kind === null ? record(value as Readonly<Record<string, unknown>>) : value;
  };
  return { keep: <T>(value: T) => keep(value) as T };
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** V8 copies substrings shorter than 13 units instead of referring to their source. */
const shortest = 13;

function ownText(value: string): string {
  if (value.length < shortest) return value;
  const own = Buffer.from(value).toString();
  // UTF-8 cannot encode half a surrogate pair.
  return own === value ? own : value;
}
