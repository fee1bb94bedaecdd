import { describe, expect, it } from 'vitest';
import { speaksUnicode } from '#ui/glyphs.ts';

describe('a terminal speaks more than ASCII', () => {
  it.each([
    [true, { LANG: 'en_US.UTF-8' }],
    [true, { LC_ALL: 'C.utf8', LANG: 'C' }],
    [true, {}],
    [false, { LANG: 'C' }],
    [false, { LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' }],
    [false, { LANG: 'en_US.ISO-8859-1' }],
    [false, { LANG: 'en_US.UTF-8', TERM: 'linux' }],
    [false, { LANG: 'en_US.UTF-8', VPNMESH_ASCII: '1' }],
  ])('%s for %j', (expected, env) => {
    expect(speaksUnicode(env)).toBe(expected);
  });
});
