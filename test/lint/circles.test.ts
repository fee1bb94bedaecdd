/** No file imports itself by way of others, types included: whoever reads one need not know the other first. */
import { readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { sourceFiles } from '../support/source-files.ts';

const root = resolve(import.meta.dirname, '../..');

/** Files, from the repository's root on, by who imports them. */
function importsOf(files: readonly string[], read: (file: string) => string): ReadonlyMap<string, readonly string[]> {
  const known = new Set(files);
  const target = (from: string, written: string): string => {
    if (written.startsWith('#checks/')) return written.replace('#', '');
    return written.startsWith('#') ? written.replace('#', 'src/') : normalize(join(dirname(from), written));
  };
  return new Map(
    files.map((file) => {
      const written = [...read(file).matchAll(/(?:from|import\(|import)\s*'([#.][^']+)'/g)].map(
        ([, name = '']) => name,
      );
      return [file, written.map((name) => target(file, name)).filter((name) => known.has(name))];
    }),
  );
}

/** Groups of files of which each leads to each other (Tarjan's strongly connected components, of two files or more). */
function circlesOf(imports: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    low.set(file, order.size - 1);
    stack.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(file) !== order.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1) found.push(group.toSorted());
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found;
}

/** A simulated host and its shell's commands know each other, and so do charon and the halves of its exchanges. */
const knot = /^src\/sandbox\/hosts\/simulated\//;

it('src and checks have no circle of imports, types included, but for simulated hosts', () => {
  const files = sourceFiles('{src,checks}/**/*.{ts,tsx}', root);
  expect(files.length).toBeGreaterThan(500);
  const imports = importsOf(files, (file) => readFileSync(join(root, file), 'utf8'));
  expect([...imports.values()].flat().length).toBeGreaterThan(2_000);
  expect(circlesOf(imports).filter((circle) => !circle.every((file) => knot.test(file)))).toEqual([]);
});

it('a circle is found, however long and of types alone', () => {
  // Put together, for whoever reads this file's own imports.
  const typeOf = (name: string): string => `import type { X } from '${name}';`;
  const later = (name: string): string => `export const x = (): Promise<unknown> => import('${name}');`;
  const text: Readonly<Record<string, string>> = {
    'src/mesh/a.ts': typeOf('./b.ts'),
    'src/mesh/b.ts': typeOf('#app/c.ts'),
    'src/app/c.ts': later('#mesh/a.ts'),
    'src/app/d.ts': typeOf('#mesh/a.ts'),
  };
  const imports = importsOf(Object.keys(text), (file) => text[file] ?? '');
  expect(circlesOf(imports)).toEqual([['src/app/c.ts', 'src/mesh/a.ts', 'src/mesh/b.ts']]);
});
