import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cataloguePage } from '#audit/catalogue.ts';
import { checks } from '#checks/index.ts';

it('docs/checks.md is what the checks say: `node dist/bin.js checks --markdown > docs/checks.md` makes it anew', () => {
  expect(readFileSync(join(import.meta.dirname, '../../docs/checks.md'), 'utf8')).toBe(cataloguePage(checks));
});
