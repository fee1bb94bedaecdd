import { describe, expect, it } from 'vitest';
import { junitReport } from '#audit/junit.ts';
import { markdownReport } from '#audit/markdown.ts';
import { reportJson, reportSchema } from '#audit/report.ts';
import { textReport } from '#audit/text.ts';
import { healthy, ill, judged, read } from '../checks/healthy.ts';

const head = {
  version: '0.1.0',
  mesh: 'corp',
  startedAt: '2026-11-25T11:00:00.000Z',
  finishedAt: '2026-11-25T11:00:02.000Z',
};
const plain = (text: string): string => text;
const style = { bad: plain, warn: plain, good: plain, quiet: plain, strong: plain };

const mixed = judged(
  ill(({ east, west, region }) => {
    Object.assign(read(east.host.sshd), { permitrootlogin: '<yes> & "no"' });
    Object.assign(read(region.logGroup) ?? {}, { retentionDays: 7 });
    west.host.disk = {
      ok: false,
      reason: { kind: 'timeout', detail: `${west.name}: disk could not be read: it took too long` },
    };
  }),
);

describe('the report', () => {
  it('as JSON is what its schema says, and validates unknown results, failures and passes', () => {
    for (const audit of [mixed, judged(healthy())]) {
      const document: unknown = JSON.parse(JSON.stringify(reportJson(head, audit)));
      expect(reportSchema.strict().safeParse(document).error).toBeUndefined();
    }
  });

  it('as text names places worst first, and says how much was evaluated', () => {
    expect(textReport(head, mixed, style, false)).toEqual([
      'us-east-1',
      '  fail    high     ssh.root-login: PermitRootLogin is <yes> & "no"',
      '           mend: `vpnmesh apply --open-ssh`',
      '  fail    low      logs.retention /vpnmesh/corp: 7 days, not 90',
      '           mend: `vpnmesh apply`',
      '',
      'us-east-2',
      '  unknown medium   os.disk-space: us-east-2: disk could not be read: it took too long',
      '',
      'mesh corp: 143 of 144 evaluated: 2 failed (worst: high), 1 unknown, 141 passed, 2 not applicable',
    ]);
  });

  it('as JUnit has an error for what is unknown, and escapes what XML wants escaped', () => {
    const xml = junitReport(head, mixed);
    expect(xml).toContain('tests="146" failures="2" errors="1"');
    expect(xml).toContain('message="PermitRootLogin is &lt;yes&gt; &amp; &quot;no&quot;"');
    expect(xml).toContain('<error type="timeout"');
  });

  it('as Markdown has a table for each place', () => {
    const text = markdownReport(head, mixed);
    expect(text).toContain('## us-east-1');
    expect(text).toContain('| fail | high | ssh.root-login | us-east-1 |');
  });
});
