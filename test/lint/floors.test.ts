/** src/app is a tower: each floor uses its own files and those of the floors below, types and late imports included. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { sourceFiles } from '../support/source-files.ts';

const root = resolve(import.meta.dirname, '../..');

/** From the ground up, as docs/architecture.md has them. */
const floors = ['run', 'hosts', 'steps', 'build', 'audit', 'fix'];

/** Imports that lead upwards, `from: to`. @param read text of a file @param files paths below src/app */
function upward(files: readonly string[], read: (file: string) => string): readonly string[] {
  return files.flatMap((file) => {
    const here = floors.indexOf(file.split('/')[0] ?? '');
    const targets = [...read(file).matchAll(/'#app\/([a-z-]+)\/[^']+'/g)].map(
      ([text, floor = '']) => [text, floor] as const,
    );
    return targets.flatMap(([text, floor]) => (floors.indexOf(floor) <= here ? [] : [`${file}: ${text}`]));
  });
}

it('no file of src/app uses a floor above its own, and every file is on one', () => {
  const files = sourceFiles('**/*.ts', join(root, 'src/app'));
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => !floors.includes(file.split('/')[0] ?? ''))).toEqual([]);
  expect(upward(files, (file) => readFileSync(join(root, 'src/app', file), 'utf8'))).toEqual([]);
});

it('an import that leads upwards is found, also of a type and late', () => {
  // Put together, for whoever reads this file's own imports.
  const other = (floor: string): string => `'#app/${floor}/x.ts'`;
  const text: Readonly<Record<string, string>> = {
    'run/a.ts': `import type { X } from ${other('hosts')};`,
    'steps/b.ts': `const late = () => import(${other('fix')});`,
    'fix/c.ts': `import { x } from ${other('run')};`,
  };
  expect(upward(Object.keys(text), (file) => text[file] ?? '')).toEqual([
    `run/a.ts: ${other('hosts')}`,
    `steps/b.ts: ${other('fix')}`,
  ]);
});
