/** Shares of exhaustive suites leave nothing out for ever, and a file that starts something is never among those that do not. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processless } from '../support/processless.ts';
import { dealt, named } from '../support/sample.ts';

describe('a share', () => {
  it.each([
    [106, 3],
    [73, 12],
    [19, 6],
    [5, 6],
    [1, 1],
  ])('of %i cases, %i at a time, comes to every case once while seeds follow each other', (all, count) => {
    const cases = Array.from({ length: all }, (_, index) => index);
    const shares = Math.ceil(all / count);
    const today = 20_785;
    const taken = Array.from({ length: shares }, (_, day) => dealt(cases, count, today + day));
    expect(taken.flat().toSorted((a, b) => a - b)).toEqual(cases);
    expect(Math.max(...taken.map(({ length }) => length))).toBeLessThanOrEqual(count);
  });

  it('is the same for the same seed', () => {
    const cases = ['a', 'b', 'c', 'd'];
    expect(dealt(cases, 2, 7)).toEqual(['b', 'd']);
    expect(dealt(cases, 2, 8)).toEqual(['a', 'c']);
  });
});

describe('one part of so many', () => {
  const cases = Array.from({ length: 23 }, (_, index) => `case ${index}`);
  it('leaves no case out, and takes none twice', () => {
    const parts = [1, 2, 3, 4, 5].map((part) => named(cases, `${part}/5`, (one) => one));
    expect(parts.map(({ length }) => length)).toEqual([5, 5, 5, 4, 4]);
    expect(new Set(parts.flat())).toEqual(new Set(cases));
  });

  it('is never nothing, where there are fewer cases than parts', () => {
    const few = ['a', 'b', 'c'];
    const parts = Array.from({ length: 10 }, (_, part) => named(few, `${part + 1}/10`, (one) => one));
    expect(parts.every(({ length }) => length === 1)).toBe(true);
    expect(new Set(parts.flat())).toEqual(new Set(few));
  });

  it('is no part of a name', () => {
    expect(named(cases, 'case 22', (one) => one)).toEqual(['case 22']);
    expect(named(cases, 'all', (one) => one)).toEqual(cases);
  });
});

describe('files that start nothing', () => {
  const pure = processless(resolve(import.meta.dirname, '../..'), 'test/**/*.test.{ts,tsx}');

  it('are those that neither start something nor share what does', () => {
    expect(pure).toEqual(expect.arrayContaining(['test/mesh/plan/plan.test.ts', 'test/ui/screens.test.tsx']));
    for (const one of [
      'test/cli/practice.test.ts',
      'test/crash/apply-1.test.ts',
      'test/fix/undo.test.ts',
      'test/ssh/quote.test.ts',
      'test/sandbox/network.test.ts',
    ])
      expect(pure).not.toContain(one);
  });
});
