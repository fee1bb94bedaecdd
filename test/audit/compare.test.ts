/** What is new, fixed or newly unknown between two runs. */
import { describe, expect, it } from 'vitest';
import { newOnly, quietLines } from '#audit/changes.ts';
import { type ChangeKind, compareRuns } from '#audit/compare.ts';
import { reportJson } from '#audit/report.ts';
import type { AuditResult } from '#audit/result.ts';
import { parseSavedRun, type SavedRun } from '#audit/saved.ts';
import type { Waiver } from '#audit/waivers.ts';
import { checks } from '#checks/index.ts';
import { healthy, type Ill, ill, judged, read } from '../checks/healthy.ts';

const plain = (text: string): string => text;
const style = { bad: plain, warn: plain, good: plain, quiet: plain, strong: plain };
const head = {
  version: '0.1.0',
  mesh: 'demo',
  account: '111122223333',
  startedAt: '2026-11-25T11:00:00.000Z',
  finishedAt: '2026-11-25T11:00:02.000Z',
};

/** As it comes back from the disk. */
function saved(audit: AuditResult): SavedRun {
  const reading = parseSavedRun(JSON.stringify(reportJson(head, audit)), 'demo', '111122223333');
  if (!reading.ok) throw new Error(reading.why);
  return reading.run;
}

const rootLogin = ({ east }: Ill): void => void Object.assign(read(east.host.sshd), { permitrootlogin: 'yes' });
const noSshd = ({ east }: Ill): void => {
  east.host.sshd = { ok: false, reason: { kind: 'timeout', detail: 'sshd -T took too long' } };
};
const sound = judged(healthy());
const failing = judged(ill(rootLogin));
const unread = judged(ill(noSshd));
const waiver: Waiver = {
  check: 'ssh.root-login',
  resource: 'us-east-1',
  reason: 'r',
  owner: 'ana',
  expires: '2999-01-01',
};
const waived = judged(ill(rootLogin), undefined, [waiver]);

/** How ssh.root-login of us-east-1 changed. */
function change(before: AuditResult | undefined, now: AuditResult): ChangeKind | undefined {
  const { changes } = compareRuns(before === undefined ? undefined : saved(before), now);
  return changes.find(({ check }) => check === 'ssh.root-login')?.change;
}

describe('a result', () => {
  const cases: readonly (readonly [string, AuditResult | undefined, AuditResult, ChangeKind | undefined])[] = [
    ['fails in the first run of all', undefined, failing, 'new'],
    ['passed and fails', sound, failing, 'new'],
    ['was unknown and fails', unread, failing, 'new'],
    ['was waived and fails', waived, failing, 'new'],
    ['fails still', failing, failing, 'still-failing'],
    ['failed and passes', failing, sound, 'fixed'],
    ['failed and is unknown, which is not fixed', failing, unread, 'newly-unknown'],
    ['failed and is waived, which is not fixed', failing, waived, 'waived'],
    ['is unknown in the first run of all', undefined, unread, 'newly-unknown'],
    ['is unknown still', unread, unread, 'still-unknown'],
    ['was unknown and passes', unread, sound, 'known-again'],
    ['passes still', sound, sound, undefined],
    ['is waived still', waived, waived, undefined],
  ];
  it.each(cases)('that %s', (_, before, now, wanted) => {
    expect(change(before, now)).toBe(wanted);
  });
});

describe('a failure of an earlier run', () => {
  const firstVolume = { type: 'AWS::EC2::Volume', region: 'us-east-1' };
  const openVolume = ({ region }: Ill): void => {
    const [volume] = read(region.volumes);
    if (volume !== undefined) volume.encrypted = false;
  };
  const before = judged(ill(openVolume));

  it('is fixed when its resource is gone', () => {
    const now = judged(ill(({ region }) => read(region.volumes).splice(0, 1)));
    const { changes } = compareRuns(saved(before), now);
    expect(changes).toMatchObject([{ change: 'fixed', check: 'aws.ebs-encrypted', resource: firstVolume }]);
  });

  it('is not fixed while nobody can see whether its resource is there', () => {
    const now = judged(
      ill(({ region }) => {
        region.volumes = { ok: false, reason: { kind: 'denied', detail: 'ec2:DescribeVolumes is denied' } };
      }),
    );
    const { changes } = compareRuns(saved(before), now);
    expect(changes.filter(({ check }) => check === 'aws.ebs-encrypted').map((one) => one.change)).not.toContain(
      'fixed',
    );
    expect(changes).toContainEqual(expect.objectContaining({ change: 'newly-unknown', resource: expect.anything() }));
  });

  it('is not spoken of when its check was not run', () => {
    const others = checks.filter(({ id }) => id !== 'ssh.root-login');
    expect(compareRuns(saved(failing), judged(healthy(), others)).changes).toEqual([]);
  });

  it('is not fixed when it stands under another one now', () => {
    const stopped = judged(
      ill((one) => {
        rootLogin(one);
        const reason = { kind: 'unreachable', detail: 'no route', topic: 'host us-east-1' } as const;
        for (const key of Object.keys(one.east.host)) Object.assign(one.east.host, { [key]: { ok: false, reason } });
        one.east.reached = { ok: false, reason };
      }),
    );
    const { changes } = compareRuns(saved(failing), stopped);
    expect(changes.map((one) => one.change)).not.toContain('fixed');
    expect(changes).toContainEqual(expect.objectContaining({ change: 'newly-unknown', check: 'host.reachable' }));
  });
});

describe('a reader of changes only', () => {
  it('is shown nothing when nothing changed, whatever fails', () => {
    expect(quietLines(head, failing, compareRuns(saved(failing), failing), [], style)).toEqual([]);
  });

  it('is shown what changed, and how the whole stands', () => {
    expect(quietLines(head, failing, compareRuns(saved(sound), failing), [], style)).toEqual([
      '  new           high     ssh.root-login us-east-1: PermitRootLogin is yes',
      'mesh demo: 148 of 148 evaluated: 1 failed, 147 passed; 0 unknown; 0 as before',
    ]);
  });

  it('is told of an unused waiver once', () => {
    const unused = judged(healthy(), undefined, [waiver]);
    const comparison = compareRuns(saved(sound), unused);
    expect(quietLines(head, unused, comparison, [], style)[0]).toContain('unused waiver: ssh.root-login of us-east-1');
    expect(quietLines(head, unused, comparison, unused.unusedWaivers, style)).toEqual([]);
  });

  it('has the new ones for a report of their own, with the summary of the whole run', () => {
    const shown = newOnly(failing, compareRuns(saved(sound), failing));
    expect(shown.results.map(({ check }) => check)).toEqual(['ssh.root-login']);
    expect(shown.summary).toEqual(failing.summary);
    expect(newOnly(failing, compareRuns(saved(failing), failing)).results).toEqual([]);
  });
});
