import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteWord } from '#ssh/quote.ts';

test('a quoted word reaches the program as it was, whatever is in it', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab \'"$`\\!*?[]{}()<>|&;#~=%\n\t-é€') });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), (words) => {
      // The trailing x keeps what $(…) or a pipe might strip; printf repeats its format for every word.
      const line = `printf '%s\\0' ${words.map(quoteWord).join(' ')}`;
      const seen = execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1);
      expect(seen).toEqual(words);
    }),
    { numRuns: 200 },
  );
});

test('a NUL character is refused', () => {
  expect(() => quoteWord('a\0b')).toThrow(RangeError);
});
