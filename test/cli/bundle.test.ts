/** What each program of the bundle loads, by esbuild's own account of it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

interface Output {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
}

const metafile = resolve(import.meta.dirname, '../../dist/metafile.json');
const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as {
  readonly outputs: Readonly<Record<string, Output>>;
};

const chunksOf = (input: string): readonly string[] =>
  Object.keys(outputs).filter((name) => input in (outputs[name]?.inputs ?? {}));

/** Chunks that are loaded with these, themselves among them. */
function loadedWith(names: readonly string[], seen = new Set<string>()): ReadonlySet<string> {
  for (const name of names) {
    if (seen.has(name) || outputs[name] === undefined) continue;
    seen.add(name);
    const statements = outputs[name].imports.filter(({ kind }) => kind === 'import-statement');
    loadedWith(
      statements.map(({ path }) => path),
      seen,
    );
  }
  return seen;
}

const inputsOf = (names: ReadonlySet<string>): readonly string[] =>
  [...names].flatMap((name) => Object.keys(outputs[name]?.inputs ?? {}));

it('the schemas of documents are loaded by none of the commands that write them', () => {
  const writers = ['src/cli/commands/plan.ts', 'src/cli/commands/fix.ts'].flatMap(chunksOf);
  expect(writers.length).toBeGreaterThan(1);
  const loaded = inputsOf(loadedWith(writers));
  expect(loaded).toContain('src/cli/commands/plan.ts');
  for (const file of ['src/cli/documents/documents.ts', 'src/cli/fix/documents.ts']) {
    expect(chunksOf(file)).toHaveLength(1);
    expect(loaded).not.toContain(file);
  }
});

it('a plan is made of few files: each costs half a millisecond of the start', () => {
  const [commands = ''] = Object.keys(outputs).filter((name) => /^dist\/mesh-commands-.*\.js$/.test(name));
  const loaded = loadedWith([commands]);
  expect(inputsOf(loaded)).toContain('src/app/run/observe.ts');
  expect(loaded.size).toBeLessThanOrEqual(15);
});

it.each([
  ['the launcher', 'dist/bin.js', /^src\/(?!bin\.ts)|node_modules/],
  ["the sandbox's daemon", 'dist/sandbox.js', /^src\/(?:cli|app|aws|ui)\/|node_modules\/(?:@aws-sdk|commander|ink)\//],
  [
    'the explanation of a check',
    chunksOf('src/cli/commands/checks.ts')[0] ?? '',
    /^src\/aws\/|node_modules\/@aws-sdk\//,
  ],
])('%s loads nothing that is not for it', (_, name, foreign) => {
  const loaded = inputsOf(loadedWith([name]));
  expect(loaded.length).toBeGreaterThan(0);
  expect(loaded.filter((input) => foreign.test(input))).toEqual([]);
});
