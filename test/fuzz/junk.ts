/** Facts as nobody should give them: parts that are not there, of another kind, or by the thousand. */
import type { Random } from './random.ts';

type Node = Record<string, unknown>;
export type Path = readonly string[];

const absent = Symbol('absent');
const junk = [
  absent,
  null,
  '',
  'x',
  0,
  -1,
  Number.NaN,
  1e308,
  true,
  [],
  {},
  [null],
  ['x'],
  [{}],
  { ok: true },
] as const;

/** Every part of a tree of plain data. */
export function pathsOf(node: unknown, path: Path = []): readonly Path[] {
  if (typeof node !== 'object' || node === null) return [path];
  return [path, ...Object.entries(node).flatMap(([key, value]) => pathsOf(value, [...path, key]))];
}

export function valueAt(node: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, key) => (here as Node | undefined)?.[key], node);
}

/** Changes the tree: what was there is something else, or is not there. @returns what took its place, for messages */
export function replace(tree: object, path: Path, random: Random): string {
  const parent = valueAt(tree, path.slice(0, -1)) as Node;
  const key = path.at(-1) ?? '';
  const before = parent[key];
  const many = Array.isArray(before) && random.int(20) === 0;
  const value = many ? Array.from({ length: 2_000 }, () => before[0]) : random.pick(junk);
  if (value === absent) delete parent[key];
  else parent[key] = typeof value === 'object' && value !== null ? structuredClone(value) : value;
  return many ? 'two thousand of them' : value === absent ? 'absent' : JSON.stringify(value);
}
