import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPool } from '#mesh/interning.ts';

describe('a pool', () => {
  it('gives an equal copy of any plain data', () => {
    fc.assert(
      fc.property(fc.object({ withNullPrototype: true, withBigInt: true }), (value) => {
        expect(createPool().keep(value)).toEqual(value);
      }),
    );
  });

  it('keeps half a surrogate pair, which UTF-8 cannot say', () => {
    const text = `half a pair: \ud83d and so on`;
    expect(createPool().keep([text])).toEqual([text]);
  });

  it('makes equal lists and records of texts one, and tells apart what only looks alike', () => {
    const pool = createPool();
    const [a, b] = [pool.keep({ own: ['10.1.0.0/16'], keys: { a: 'b' } }), pool.keep({ own: ['10.1.0.0/16'] })];
    expect(a.own).toBe(b.own);
    expect(pool.keep({ a: 'b' })).toBe(a.keys);
    expect(pool.keep({ a: 'c' })).not.toBe(a.keys);
    expect(pool.keep(['a', 'b'])).toEqual(['a', 'b']);
    expect(pool.keep([])).toEqual([]);
    expect(pool.keep({})).toEqual({});
  });

  it('leaves alone what is no plain data', () => {
    const date = new Date(0);
    expect(createPool().keep({ date }).date).toBe(date);
  });
});
