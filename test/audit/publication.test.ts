import { describe, expect, it } from 'vitest';
import { compareRuns } from '#audit/compare.ts';
import { publication } from '#audit/publication.ts';
import { healthy, ill, judged, read } from '../checks/healthy.ts';

const head = {
  version: '0.1.0',
  mesh: 'demo',
  account: null,
  startedAt: '2026-11-25T11:00:00.000Z',
  finishedAt: '2026-11-25T11:00:02.000Z',
};
const events = (...given: Parameters<typeof publication>): readonly Record<string, unknown>[] =>
  publication(...given).map((line) => JSON.parse(line));

describe('what is published', () => {
  it('of a sound mesh is its summary alone', () => {
    expect(events(head, judged(healthy()))).toMatchObject([
      { schema: 'vpnmesh.audit-summary/1', mesh: 'demo', account: null, summary: { fail: 0 }, unusedWaivers: 0 },
    ]);
  });

  it('is a line for each failure and each unknown, worst first, with what changed where that is known', () => {
    const audit = judged(
      ill(({ east, west, region }) => {
        Object.assign(read(east.host.sshd), { permitrootlogin: 'a\nb' });
        Object.assign(read(region.logGroup) ?? {}, { retentionDays: 7 });
        west.host.disk = { ok: false, reason: { kind: 'timeout', detail: 'df took too long' } };
      }),
    );
    const lines = publication(head, audit, compareRuns(undefined, audit));
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
    expect(lines.slice(0, 3).map((line) => JSON.parse(line))).toMatchObject([
      { schema: 'vpnmesh.finding/1', check: 'ssh.root-login', status: 'fail', change: 'new' },
      { check: 'logs.retention', status: 'fail' },
      { check: 'os.disk-space', status: 'unknown', change: 'newly-unknown', reason: { kind: 'timeout' } },
    ]);
    expect(lines).toHaveLength(4);
  });

  it('is cut where a log would not take it, and says so', () => {
    const audit = judged(
      ill(({ east }) => void Object.assign(read(east.host.sshd), { permitrootlogin: 'é'.repeat(300_000) })),
    );
    const [finding = ''] = publication(head, audit);
    expect(Buffer.byteLength(finding)).toBeLessThan(256_000);
    expect(JSON.parse(finding)).toMatchObject({ check: 'ssh.root-login', shortened: true, severity: 'high' });
  });
});
