/** How fast time passes for simulated hosts of a sandbox in a process of its own. */
import { describe, expect, it } from 'vitest';
import { paceFrom } from '#sandbox/pace.ts';

describe('the pace', () => {
  it('is that of the clock where nothing is said', () => expect(paceFrom(undefined)).toBe(1));

  it('is what the environment says', () => expect(paceFrom('10')).toBe(10));

  it.each(['', '0', '-1', '1.5', '101', 'fast'])('cannot be "%s"', (text) => {
    expect(() => paceFrom(text)).toThrow('VPNMESH_SANDBOX_PACE is a whole number from 1 to 100');
  });
});
