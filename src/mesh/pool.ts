/**
 * Data that is kept for long. What is cut out of a text holds on to all of it, and a hundred hosts that tell of a hundred
 * peers say the same words ten thousand times: in a copy by a pool every text is its own, and equal ones are one.
 */
export interface Pool {
  /** A copy of plain data, in which equal texts, lists of texts and records of texts are one. */
  keep<T>(value: T): T;
}

export function createPool(): Pool {
  /** Texts by number: what holds nothing but texts is known by theirs. */
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

/** V8 cuts no text of less than 13 units out of another one: it copies those itself. */
const shortest = 13;

function ownText(value: string): string {
  if (value.length < shortest) return value;
  const own = Buffer.from(value).toString();
  // UTF-8 has no word for half a surrogate pair.
  return own === value ? own : value;
}
