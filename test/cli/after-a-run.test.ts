/** With SSH closed again, what a run leaves behind is known at once; what hosts said before their last change is not used. */
import { DescribeSecurityGroupRulesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startMeshLab } from '../support/lab.ts';

interface Audited {
  readonly summary: { readonly fail: number; readonly unknown: number };
  readonly results: readonly {
    readonly check: string;
    readonly status: string;
    readonly resource: { readonly concentrator?: string };
    readonly reason?: { readonly kind: string };
  }[];
}

let lab: Lab;
let spec: string;

beforeAll(async () => {
  // A host that reports while the other one is broken says so until its next report, which at this pace is far away.
  ({ lab, spec } = await startMeshLab({ asInLife: true }));
}, 150_000);

afterAll(async () => {
  await lab?.down();
});

const audit = async (): Promise<Audited & { readonly code: number | null }> => {
  const { code, stdout } = await lab.vpnmesh(['audit', '--json', '-f', spec]);
  return { code, ...(JSON.parse(stdout) as Audited) };
};

async function temporaryRules(): Promise<readonly string[]> {
  const { SecurityGroupRules = [] } = await lab.ec2('us-east-1').send(new DescribeSecurityGroupRulesCommand({}));
  return SecurityGroupRules.flatMap(({ Description: text = '' }) => (/ SSH opened by /.test(text) ? [text] : []));
}

describe('SSH that an operator has open', { timeout: 150_000 }, () => {
  it('is left as it was, with its end, by looks and by a fix', async () => {
    await lab.vpnmesh(['ssh', 'open', '--for', '8m', '-f', spec]);
    const before = await temporaryRules();
    expect(before).toEqual([expect.stringMatching(/opened by operator until /)]);
    await lab.vpnmesh(['status', '--open-ssh', '-f', spec]);
    expect(await temporaryRules()).toEqual(before);
    expect((await lab.vpnmesh(['sandbox', 'break', 'no-forwarding'])).code).toBe(0);
    const { stdout, stderr } = await lab.vpnmesh(['fix', '--yes', '--open-ssh', '-f', spec]);
    expect(stdout).toContain('1 of 1 fixed');
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(/1 rule revoked; open until \S+ \S+ UTC, as you opened it/);
    expect(await temporaryRules()).toEqual(before);
    expect((await lab.vpnmesh(['ssh', 'close', '-f', spec])).stdout).toMatch(/^2 rules revoked/);
    expect(await temporaryRules()).toEqual([]);
  });
});

describe('an audit with SSH closed', { timeout: 150_000 }, () => {
  it('is whole and clean right after apply', async () => {
    const { code, summary, results } = await audit();
    expect(results.filter(({ status }) => status === 'fail' || status === 'unknown')).toEqual([]);
    expect({ code, ...summary }).toMatchObject({ code: 0, fail: 0, unknown: 0 });
  });

  it('calls nothing down after a fix that has brought it up: an older report is stale', async () => {
    expect((await lab.vpnmesh(['sandbox', 'break', 'charon-stopped'])).code).toBe(0);
    const fixed = await lab.vpnmesh(['fix', '--yes', '--open-ssh', '-f', spec]);
    expect(fixed.stdout).toContain('1 of 1 fixed');
    const { results } = await audit();
    expect(results.filter(({ status }) => status === 'fail')).toEqual([]);
    for (const { reason } of results.filter(({ status }) => status === 'unknown')) {
      expect(reason).toMatchObject({ kind: 'stale' });
    }
  });
});
