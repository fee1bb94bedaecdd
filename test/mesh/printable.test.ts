import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableIn } from '#mesh/printable.ts';

describe('what others say', () => {
  it('gives no orders to a terminal', () => {
    expect(printable('a\x1b]52;c;cm0K\x07b\x9b2Jc\x7f\rd')).toBe('a�]52;c;cm0K�b�2Jc��d');
    expect(printable('rules.conf\u202efnoc.\u2066')).toBe('rules.conf�fnoc.�');
  });

  it('keeps lines, tabs, and every script', () => {
    const text = 'Übersee\tпривет\n日本 עברית 👩‍💻';
    expect(printable(text)).toBe(text);
  });

  it('is as long as before, and needs no second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = printable(text);
        expect(once).toHaveLength(text.length);
        expect(printable(once)).toBe(once);
        expect(once).not.toMatch(/(?![\t\n])\p{Cc}/u);
      }),
    );
  });

  it('is looked for wherever it stands, and nothing else is touched', () => {
    const at = new Date(0);
    const bytes = new Uint8Array([27]);
    const answer = { Tags: [{ Key: 'Name', Value: 'a\x1b[2J' }], at, bytes, count: 1, none: undefined };
    expect(printableIn(answer)).toEqual({
      Tags: [{ Key: 'Name', Value: 'a�[2J' }],
      at,
      bytes,
      count: 1,
      none: undefined,
    });
    expect(printableIn('\x1b')).toBe('�');
  });
});
