/** What the exit code of a fix says: of what was asked for, and of nothing else. */
import { describe, expect, it } from 'vitest';
import type { Outcome } from '#app/fix/outcome.ts';
import type { Result, Status } from '#audit/result.ts';
import { fixExitCode } from '#cli/fix/exit-code.ts';

const result = (check: string, status: Status): Result => ({
  ...{ check, status, title: check, severity: 'high', fingerprint: check, message: '', references: [] },
  ...{ resource: { type: 'vpnmesh::Host', id: 'us-east-1' }, remedy: { risk: 'safe', summary: '' } },
});
const code = (
  results: readonly Result[],
  remedied: readonly (readonly [string, Outcome])[],
  ...ids: string[]
): number =>
  fixExitCode(
    {
      audit: { results, unusedWaivers: [], summary: {} as never },
      remedied: remedied.map(([check, outcome]) => ({ result: result(check, 'fail'), outcome })),
      reports: [],
    },
    ids,
  );

describe('the exit code of a fix', () => {
  const elsewhere = result('time.synchronised', 'unknown');

  it('does not speak of an unknown that nobody asked for', () => {
    expect(code([elsewhere], [['sysctl.forwarding', 'fixed']], 'sysctl')).toBe(0);
    expect(code([elsewhere], [['sysctl.forwarding', 'failing']], 'sysctl')).toBe(20);
  });

  it('says 21 where what was asked for could not be read', () => {
    expect(code([elsewhere], [], 'time')).toBe(21);
    expect(code([elsewhere], [], 'time.synchronised')).toBe(21);
    expect(code([elsewhere], [])).toBe(21);
  });

  it('says 21 where it is not known whether the fix worked, whatever explains that', () => {
    expect(code([result('host.reachable', 'unknown')], [['sysctl.forwarding', 'unknown']], 'sysctl')).toBe(21);
    expect(code([elsewhere], [['sysctl.forwarding', 'failing']])).toBe(22);
  });
});
