import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { bindings, everywhere } from '#ui/model/bindings.ts';
import { keysPage } from '#ui/model/keys-doc.ts';

const page = resolve(import.meta.dirname, '../../docs/keys.md');

it('docs/keys.md says what the table of bindings says (`npm run screens` writes it)', () => {
  if (process.env.VPNMESH_SCREENS === 'write') writeFileSync(page, keysPage());
  expect(readFileSync(page, 'utf8')).toBe(keysPage());
});

it.each(Object.entries(bindings))('no key of %s means two things', (_, own) => {
  const keys = [...own, ...everywhere].flatMap((one) => one.keys);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});
