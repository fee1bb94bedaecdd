/** Reports of the facts beacon as they come back from the log group. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type BeaconEvent, newestReport } from '#linux/beacon.ts';

/** What `beacon.sh` writes. */
function reported(at: string, text: string, parts = 1, ingested = at.replace('Z', '.500Z')): BeaconEvent[] {
  const whole = gzipSync(text).toString('base64');
  const sum = createHash('sha256').update(text).digest('hex');
  const size = Math.ceil(whole.length / parts);
  return Array.from({ length: parts }, (_, index) => ({
    message: `vpnmesh-facts/1 ${at} i-1/abc ${index + 1} ${parts} ${sum} ${whole.slice(index * size, (index + 1) * size)}`,
    ingested,
  }));
}
const early = '2026-01-01T10:00:00Z';
const late = '2026-01-01T10:05:00Z';

describe('the newest report', () => {
  it('is the last that arrived', () => {
    const events = [...reported(early, 'one'), ...reported(late, 'two')];
    expect(newestReport(events)).toEqual({
      at: '2026-01-01T10:05:00.000Z',
      begun: late,
      applied: 'i-1/abc',
      text: 'two',
    });
  });

  it('is put together from its parts, in whatever order', () => {
    expect(newestReport(reported(early, 'a long report', 3).toReversed())?.text).toBe('a long report');
  });

  it('is the one before while a part of the last is missing', () => {
    const events = [...reported(early, 'one'), ...reported(late, 'a long report', 3).slice(0, 2)];
    expect(newestReport(events)?.text).toBe('one');
  });

  it('is the one before when the last does not match its checksum, or is no gzip', () => {
    const [good] = reported(late, 'two');
    const [other] = reported(late, 'three');
    const forged = {
      ...good,
      message: `${good?.message.split(' ').slice(0, -1).join(' ')} ${other?.message.split(' ').at(-1)}`,
    };
    const torn = { ...good, message: `${good?.message.slice(0, -8)}` };
    for (const bad of [forged, torn]) {
      expect(newestReport([...reported(early, 'one'), bad as BeaconEvent])?.text).toBe('one');
    }
  });

  it('is as old as the earlier of the two clocks says', () => {
    const [ahead] = reported('2026-01-01T12:00:00Z', 'x', 1, '2026-01-01T10:00:00.000Z');
    const [queued] = reported('2026-01-01T08:00:00Z', 'x', 1, '2026-01-01T10:00:00.000Z');
    expect(newestReport([ahead as BeaconEvent])?.at).toBe('2026-01-01T10:00:00.000Z');
    expect(newestReport([queued as BeaconEvent])?.at).toBe('2026-01-01T08:00:00.000Z');
  });

  it('is none where nothing is a report', () => {
    const strangers = ['', 'hello', 'vpnmesh-facts/1 now - 1 1 x y', 'vpnmesh-facts/2 and so on'];
    expect(newestReport(strangers.map((message) => ({ message, ingested: early })))).toBeUndefined();
  });

  it('is none that unpacks to more than a host could say', () => {
    expect(newestReport(reported(early, 'x'.repeat(20 * 1024 * 1024)))).toBeUndefined();
  });
});
