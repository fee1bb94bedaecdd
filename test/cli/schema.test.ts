import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonSchema, schemaKinds } from '#cli/commands/schema.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));

describe('schemas/', () => {
  it.each(schemaKinds)('%s.json is what `node dist/bin.js schema KIND > schemas/KIND.json` makes', (kind) => {
    expect(read(`schemas/${kind}.json`)).toEqual(JSON.parse(JSON.stringify(jsonSchema(kind))));
  });

  it('has no other file', () => {
    expect(readdirSync(join(root, 'schemas')).toSorted()).toEqual(schemaKinds.map((kind) => `${kind}.json`).toSorted());
  });
});

interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly inputs: Readonly<Record<string, unknown>>;
        readonly imports: readonly { readonly path: string; readonly kind: string }[];
      }
    >
  >;
}

it('the schemas of documents are loaded by none of the commands that write them', () => {
  const { outputs } = read('dist/metafile.json') as Metafile;
  const of = (input: string): readonly string[] =>
    Object.keys(outputs).filter((name) => input in (outputs[name]?.inputs ?? {}));
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === 'import-statement') visit(path);
  };
  const writers = ['src/cli/commands/plan.ts', 'src/cli/commands/fix.ts'].flatMap(of);
  expect(writers.length).toBeGreaterThan(1);
  writers.forEach(visit);
  expect(seen.size).toBeGreaterThan(3);
  for (const file of ['src/cli/documents.ts', 'src/cli/fix-documents.ts']) {
    const [documents = ''] = of(file);
    expect(documents).not.toBe('');
    expect([...seen]).not.toContain(documents);
  }
});
