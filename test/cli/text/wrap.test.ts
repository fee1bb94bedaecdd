import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { wrapped } from '#cli/text/wrap.ts';

it('a line that fits stays as it is', () => {
  expect(wrapped('  fail    high     a.b: c', 80, 11)).toEqual(['  fail    high     a.b: c']);
});

it('a longer one is broken between words, and hangs', () => {
  expect(wrapped('  fail    high     ssh.root-login: PermitRootLogin is yes', 40, 11)).toEqual([
    '  fail    high     ssh.root-login:',
    '           PermitRootLogin is yes',
  ]);
});

it('colours take no room', () => {
  const red = '\u001b[31m';
  expect(wrapped(`${red}one${red} two${red}`, 7, 0)).toHaveLength(1);
  expect(wrapped(`${red}one${red} two${red} three`, 7, 0)).toHaveLength(2);
});

it('no word is lost, and nothing is wider than the terminal but words that are', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(words, fc.integer({ min: 20, max: 100 }), fc.integer({ min: 0, max: 11 }), (all, width, hang) => {
      const lines = wrapped(all.join(' '), width, hang);
      expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(all);
      for (const line of lines) expect(line.length <= width || !line.trim().includes(' ')).toBe(true);
    }),
  );
});
