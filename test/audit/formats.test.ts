import { describe, expect, it } from 'vitest';
import { junitReport } from '#audit/junit.ts';
import { markdownReport } from '#audit/markdown.ts';
import { reportJson, reportSchema } from '#audit/report.ts';
import { textReport } from '#audit/text.ts';
import { healthy, ill, judged, read } from '../checks/healthy.ts';

const head = {
  version: '0.1.0',
  mesh: 'corp',
  account: '111122223333',
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
      '           fix: `vpnmesh fix ssh.root-login`',
      '  fail    low      logs.retention /vpnmesh/corp: 7 days, not 90',
      '           fix: `vpnmesh fix logs.retention`',
      '',
      'us-east-2',
      '  unknown medium   os.disk-space: us-east-2: disk could not be read: it took too long',
      '',
      'mesh corp: 147 of 148 evaluated: 2 failed (worst: high), 145 passed; 1 unknown, 2 not applicable',
    ]);
  });

  it('as JUnit has an error for what is unknown, and escapes what XML wants escaped', () => {
    const xml = junitReport(head, mixed);
    expect(xml).toContain('tests="150" failures="2" errors="1"');
    expect(xml).toContain('message="PermitRootLogin is &lt;yes&gt; &amp; &quot;no&quot;"');
    expect(xml).toContain('<error type="timeout"');
  });

  it('shows waivers in every format: those in force, those that ran out, those that nothing wants', () => {
    const waiver = { resource: 'us-east-1', reason: 'console access, see OPS-12', owner: 'ana' };
    const audit = judged(
      ill(({ east }) => {
        Object.assign(read(east.host.sshd), { permitrootlogin: 'yes', passwordauthentication: 'yes' });
      }),
      undefined,
      [
        { ...waiver, check: 'ssh.root-login', expires: '2999-12-31' },
        { ...waiver, check: 'ssh.password-auth', expires: '2020-12-31' },
        { ...waiver, check: 'os.auditd', expires: '2999-12-31' },
      ],
    );
    const inForce = 'waived until 2999-12-31 by ana: console access, see OPS-12';
    const over = 'the waiver by ana expired on 2020-12-31: console access, see OPS-12';
    const unused = 'unused waiver: os.auditd of us-east-1 (ana, until 2999-12-31): nothing fails there';
    const text = textReport(head, audit, style, false).join('\n');
    for (const words of [inForce, over, unused]) expect(text).toContain(words);
    const markdown = markdownReport(head, audit);
    for (const words of [inForce, over, unused]) expect(markdown).toContain(words);
    // Fix leaves alone what is waived.
    expect(markdown).toContain('`vpnmesh fix ssh.password-auth`');
    expect(markdown).not.toContain('`vpnmesh fix ssh.root-login`');
    const xml = junitReport(head, audit);
    expect(xml).toContain(`<skipped message="${inForce}"/>`);
    expect(xml).toMatch(new RegExp(`<failure type="high"[^>]*>${over}&#10;`));
    const document: unknown = JSON.parse(JSON.stringify(reportJson(head, audit)));
    expect(reportSchema.strict().safeParse(document).error).toBeUndefined();
    expect(document).toMatchObject({
      summary: { waived: 1, fail: 1 },
      unusedWaivers: [{ check: 'os.auditd', resource: 'us-east-1', owner: 'ana', why: 'nothing fails there' }],
    });
  });

  it('counts what failures explain apart', () => {
    const told = (consequences: number): string =>
      textReport(head, { ...mixed, summary: withUnder(consequences) }, style, false).at(-1) ?? '';
    const { evaluated, applicable } = mixed.summary;
    // They count as evaluated, so the numbers add up to that.
    const withUnder = (count: number) => ({
      ...mixed.summary,
      ...{ consequences: count, evaluated: evaluated + count, applicable: applicable + count },
    });
    expect(told(1)).toContain(', 1 with the same cause,');
    expect(told(2)).toContain(', 2 with the same cause,');
  });

  it('as Markdown has a table for each place', () => {
    const text = markdownReport(head, mixed);
    expect(text).toContain('## us-east-1');
    expect(text).toContain('| fail | high | ssh.root-login | us-east-1 |');
  });
});
