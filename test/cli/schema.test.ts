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
