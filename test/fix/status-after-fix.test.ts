/** What counts as seen after the steps of a fix, and what does not. */
import { describe, expect, it } from 'vitest';
import { changedHosts } from '#app/fix/changed-hosts.ts';
import { statusAfterFix } from '#app/fix/status-after-fix.ts';
import { current } from '#app/hosts/current-report.ts';
import type { Result } from '#audit/result.ts';
import { noHostFacts } from '#linux/host-facts.ts';
import { appliedMark } from '#linux/mark-applied.ts';
import type { StepReport } from '#mesh/events.ts';
import { known, unknown } from '#mesh/fact.ts';
import { tagKeys } from '#mesh/names.ts';
import type { StepKind } from '#mesh/plan/steps.ts';
import { type Draft, type Ill, ill, judged, read } from '../checks/healthy.ts';

/** A failure that was to be repaired: the kernel of the first host forwards nothing. */
const off = ({ east }: Ill): void => {
  read(east.host.sysctl)['net.ipv4.ip_forward'] = '0';
};
const before = judged(ill(off)).results.find(({ status }) => status === 'fail') as Result;

describe('a failure, afterwards', () => {
  it('is good where it passes, and where it fails it fails', () => {
    expect(before.check).toBe('sysctl.ip-forward');
    expect(statusAfterFix(before, judged(ill(() => undefined)))).toEqual({ status: 'good' });
    expect(statusAfterFix(before, judged(ill(off)))).toMatchObject({ status: 'fail' });
  });

  it('is not known where its host was not reached, though it stands under that and not by itself', () => {
    const audit = judged(
      ill(({ east }) => {
        const { reason } = unknown('unreachable', 'it was interrupted', `host ${east.name}`);
        east.reached = { ok: false, reason };
        east.host = noHostFacts(reason) as Draft<typeof east.host>;
      }),
    );
    expect(audit.results.some(({ fingerprint }) => fingerprint === before.fingerprint)).toBe(false);
    expect(statusAfterFix(before, audit)).toEqual({ status: 'unknown', message: 'it was interrupted' });
  });

  it('is not known where the list that it was in was not read, and good where that no longer has it', () => {
    const stray = { ...before, fingerprint: 'x', resource: { ...before.resource, id: 'another' } };
    const unread: Result = { ...before, status: 'unknown', message: 'not read' };
    expect(statusAfterFix(stray, { ...judged(ill(off)), results: [unread] })).toEqual({
      status: 'unknown',
      message: 'not read',
    });
    expect(statusAfterFix(stray, judged(ill(() => undefined)))).toEqual({ status: 'good' });
  });
});

describe('a report of a host that a run has changed', () => {
  const at = (second: string): Date => new Date(`2026-11-25T12:00:${second}Z`);
  const step = (kind: StepKind, second: string, outcome: StepReport['outcome'] = 'done'): StepReport =>
    ({ step: { kind, concentrator: 'a' }, outcome, startedAt: at(second), durationMs: 1 }) as StepReport;
  const instance = { id: 'i-1', tags: { [tagKeys.applied]: 'd' } };
  const speaks = (second: string, changedAt: Date | undefined): boolean => {
    const report = {
      at: at(second).toISOString(),
      begun: at(second).toISOString(),
      applied: appliedMark('i-1', 'd'),
      text: '',
    };
    return current(known(report, report.at), instance, at('50'), changedAt).ok;
  };

  it('counts from the second on in which the last change began', () => {
    const changed = changedHosts([
      step('host.parts', '10.000'),
      step('host.work', '20.700', 'failed'),
      step('host.agent', '30.000', 'skipped'),
      step('host.report', '40.000'),
    ]);
    expect(changed).toEqual(new Map([['a', at('20.700')]]));
    expect(speaks('19', changed.get('a'))).toBe(false);
    expect(speaks('20', changed.get('a'))).toBe(true);
    expect(speaks('19', undefined)).toBe(true);
  });

  it('is stale where it was begun before the last change was over, whoever looks', () => {
    const changed = { ...instance, tags: { ...instance.tags, [tagKeys.changed]: '2026-11-25T12:00:20Z' } };
    const reading = (second: string) => {
      const begun = `2026-11-25T12:00:${second}Z`;
      return current(known({ at: begun, begun, applied: appliedMark('i-1', 'd'), text: '' }, begun), changed, at('50'));
    };
    expect(reading('19')).toMatchObject({ ok: false, reason: { kind: 'stale' } });
    expect(reading('19')).toMatchObject({ reason: { detail: expect.stringContaining('older than its last change') } });
    expect(reading('20').ok).toBe(true);
  });
});
