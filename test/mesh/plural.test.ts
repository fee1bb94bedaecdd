/** Counts with their nouns. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { counted } from '#mesh/plural.ts';

it('one is one', () => {
  expect([0, 1, 2].map((count) => counted(count, 'rule'))).toEqual(['0 rules', '1 rule', '2 rules']);
  expect(counted(1, 'is', 'are')).toBe('1 is');
  expect(counted(2, 'Elastic IP')).toBe('2 Elastic IPs');
});

it('nothing that is told counts in a noun that is always plural', () => {
  const src = resolve(import.meta.dirname, '../../src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.tsx?$/.test(path) && !path.includes('layer-trial-'),
  );
  // `3 of 4 steps` is of several.
  const told =
    /(?<!of )\$\{(?:[\w.]*\.)?(?:length|size|revoked|closed|missing|stale|count)\} (?:rules|steps|changes|hosts|members|tunnels|connections|things)\b/;
  const wrong = files
    .filter((path) => !path.startsWith('sandbox'))
    .flatMap((path) =>
      readFileSync(join(src, path), 'utf8')
        .split('\n')
        .flatMap((line) => (told.test(line) && !/=== 1|> \d+ \?|> 20/.test(line) ? [`${path}: ${line.trim()}`] : [])),
    );
  expect(wrong).toEqual([]);
});
