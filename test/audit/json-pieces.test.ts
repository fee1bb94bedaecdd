import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPieces } from '#audit/json-pieces.ts';

it('pieces are together what JSON.stringify writes', () => {
  const rest = fc.dictionary(
    fc.string().filter((key) => key !== 'list'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(rest, fc.array(fc.jsonValue()), rest, fc.constantFrom(' ', '  '), (before, list, after, by) => {
      const pieces = jsonPieces(
        { ...before, list: [], ...after, missing: undefined },
        { name: 'list', length: list.length, item: (index) => list[index] },
        by,
      );
      expect([...pieces].join('')).toBe(JSON.stringify({ ...before, list, ...after }, null, by));
    }),
  );
});

it('a long list comes in more than one piece, and none is much longer than the others', () => {
  const item = 'x'.repeat(1_000);
  const pieces = [...jsonPieces({ list: [] }, { name: 'list', length: 1_000, item: () => item })];
  expect(pieces.length).toBeGreaterThan(10);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(70_000);
});
