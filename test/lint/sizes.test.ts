/** Files hold one idea: half of them are short, and a long one says in its head why it is long. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { sourceFiles } from '../support/source-files.ts';

const root = resolve(import.meta.dirname, '../..');
const most = 250;

const isExcused = (lines: readonly string[]): boolean =>
  lines.slice(0, 6).join('\n').includes('Longer than other files');

it('half of the files have fewer than 100 lines, and none more than 250 without a reason', () => {
  const files = sourceFiles('{src,checks}/**/*.{ts,tsx}', root).map((file) => ({
    file,
    lines: readFileSync(join(root, file), 'utf8').trimEnd().split('\n'),
  }));
  expect(files.length).toBeGreaterThan(500);
  const counts = files.map(({ lines }) => lines.length).toSorted((a, b) => a - b);
  expect(counts[Math.floor(counts.length / 2)]).toBeLessThan(100);
  const long = files.filter(({ lines }) => lines.length > most);
  expect(long.filter(({ lines }) => !isExcused(lines)).map(({ file }) => file)).toEqual([]);
});

it('a long file without a reason is found', () => {
  const lines = Array.from({ length: most + 1 }, () => '');
  expect(isExcused(['/** One idea. */', ...lines])).toBe(false);
  expect(isExcused(['/** One idea. Longer than other files, because it is one table. */', ...lines])).toBe(true);
});
