import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { reportSchema } from '#audit/report.ts';
import { specSchema } from '#mesh/spec-schema.ts';

it('schemas/spec.json is what the schema says: `node dist/bin.js schema spec > schemas/spec.json` makes it anew', () => {
  const kept = readFileSync(join(import.meta.dirname, '../../schemas/spec.json'), 'utf8');
  expect(JSON.parse(kept)).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(specSchema, { io: 'input' }))));
});

it('schemas/audit.json is what the schema says: `node dist/bin.js schema audit > schemas/audit.json` makes it anew', () => {
  const kept = readFileSync(join(import.meta.dirname, '../../schemas/audit.json'), 'utf8');
  expect(JSON.parse(kept)).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(reportSchema))));
});
