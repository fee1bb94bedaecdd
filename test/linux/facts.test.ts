import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFacts } from '#linux/facts.ts';
import { withSection } from '../support/host-report.ts';

/** A report of a simulated Debian 12 host, as its concentrator's script printed it. */
const report = readFileSync(join(import.meta.dirname, '../fixtures/linux/facts.simulated-debian-12.txt'), 'utf8');
const at = '2026-11-25T11:00:00.000Z';
const readable = (text: string): readonly string[] =>
  Object.entries(parseFacts('east', text, at))
    .filter(([, fact]) => fact.ok)
    .map(([name]) => name);

describe("a host's report", () => {
  it('makes every fact readable', () => {
    expect(Object.values(parseFacts('east', report, at)).filter(({ ok }) => !ok)).toEqual([]);
  });

  it('holds no line of a private key', () => {
    expect(report).not.toMatch(/PRIVATE/);
  });

  it('that is cut short keeps what it holds, and says of the rest where it ends', () => {
    const cut = report.slice(0, report.indexOf('fact sshd '));
    expect(readable(cut)).toEqual(['system', 'sysctl', 'writers', 'units', 'time']);
    expect(parseFacts('east', cut, at).sas).toMatchObject({ reason: { kind: 'parse' } });
  });

  it('tells a time-out, a refusal and a stopped charon apart', () => {
    const without = (code: number, words = '') =>
      parseFacts('east', withSection(report, 'sas', { code, words }), at).sas;
    expect(without(124)).toMatchObject({ ok: false, reason: { kind: 'timeout' } });
    expect(without(1, 'nft: Operation not permitted')).toMatchObject({ reason: { kind: 'denied' } });
    expect(without(3, 'charon is not running')).toMatchObject({ reason: { kind: 'absent', topic: 'charon east' } });
  });

  it('is never read out of garbage, and never makes the reader fall', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(readable(text)).toEqual([]);
      }),
    );
  });

  it('with any stretch of it replaced by anything is still read without falling', () => {
    const stretch = fc.tuple(fc.nat(report.length), fc.nat(200), fc.string({ maxLength: 40 }));
    fc.assert(
      fc.property(stretch, ([from, length, text]) => {
        parseFacts('east', report.slice(0, from) + text + report.slice(from + length), at);
      }),
      { numRuns: 2000 },
    );
  });
});
