/** Commands that hints name, on a mesh of simulated hosts: pasted, they do what was told of. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeTunnels } from '#app/hosts/status.ts';
import { startAppliedLab } from '../support/applied-lab.ts';
import type { Lab } from '../support/lab.ts';

let lab: Lab;
let spec: string;

beforeAll(async () => {
  ({ lab, spec } = await startAppliedLab());
}, 150_000);

afterAll(async () => {
  await lab?.down();
});

/** The words of a command as a shell takes them. */
function words(command: string): readonly string[] {
  return spawnSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
    .stdout.trimEnd()
    .split('\n');
}
const named = (text: string): readonly string[] => [...text.matchAll(/`([^`]*)`/g)].map(([, command]) => command ?? '');

const ownCheck = `export const check = {
  id: 'acme.own', title: 'T', severity: 'low', why: 'W', remedy: { risk: 'guidance', summary: 'S' }, run: () => [],
};`;

describe('fix', () => {
  it('shows what it would do, and names the command that does just this', async () => {
    expect((await lab.vpnmesh(['sandbox', 'break', 'no-forwarding'])).code).toBe(0);
    const checks = join(lab.folder, "Jo's checks");
    mkdirSync(checks);
    writeFileSync(join(checks, 'own.mjs'), ownCheck);
    const given = ['sysctl', '--open-ssh', '--safe-only', '--checks', checks, '--host-facts', 'ssh'];
    const { stdout } = await lab.vpnmesh(['fix', ...given, '--dry-run', '-f', spec]);
    const [command = ''] = named(stdout.slice(stdout.indexOf('next: ')));
    expect(words(command)).toEqual(['vpnmesh', 'fix', ...given, '-f', spec]);
    const { code, stdout: told } = await lab.vpnmesh([...words(command).slice(1), '--yes']);
    expect([code, told]).toEqual([0, expect.stringContaining('1 of 1 fixed')]);
    const back = await lab.vpnmesh(['fix', '--undo', '--open-ssh', '--dry-run', '-f', spec]);
    expect(back.stdout).toMatch(/next: `vpnmesh fix --undo \S+ --open-ssh -f /);
    expect((await lab.vpnmesh(['sandbox', 'break', '--repair'])).code).toBe(0);
  }, 60_000);

  it('names what was given where nobody can be asked', async () => {
    const { code, stderr } = await lab.vpnmesh(['fix', 'sysctl', 'aws', '--safe-only', '-f', spec]);
    const [look = '', act = ''] = named(stderr);
    expect(code).toBe(2);
    expect(words(look)).toEqual(['vpnmesh', 'fix', 'sysctl', 'aws', '--safe-only', '--dry-run', '-f', spec]);
    expect(words(act)).toEqual(['vpnmesh', 'fix', 'sysctl', 'aws', '--safe-only', '--yes', '-f', spec]);
    const undo = await lab.vpnmesh(['fix', '--undo', '20260101T000000Z-abcd', '-f', spec]);
    expect(undo.stderr).toContain('`vpnmesh fix --undo 20260101T000000Z-abcd --dry-run -f ');
  });

  it('says first that there is no such check', async () => {
    const { code, stderr } = await lab.vpnmesh(['fix', 'nosuch', '-f', spec]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('error unknown check "nosuch"')]);
  });
});

describe('ssh', () => {
  it('opened says until when it is meant, and names the command that closes it', async () => {
    const { code, stdout, stderr } = await lab.vpnmesh(['ssh', 'open', '--for', '5m', '-f', spec]);
    expect([code, stdout]).toEqual([0, expect.stringContaining(', until 2')]);
    expect(stderr).toContain('each host revokes its own within five minutes of that time');
    for (const command of [...named(stdout), ...named(stderr)]) expect(words(command).slice(-2)).toEqual(['-f', spec]);
    const [close = ''] = named(stdout);
    const closed = await lab.vpnmesh(words(close).slice(1));
    expect(closed.stdout).toMatch(/^2 rules revoked/);
  });

  it('closed names the command that opens it, and no flag that it does not have', async () => {
    const { code, stderr } = await lab.vpnmesh(['ssh', 'us-east-1', '-f', spec]);
    expect(code).toBe(1);
    expect(named(stderr).map((command) => words(command))).toEqual([['vpnmesh', 'ssh', 'open', '-f', spec]]);
    expect(stderr).not.toContain('--open-ssh');
  });

  it('is named with the opening in front of it where a host is to be looked at after a run', () => {
    const ends = { a: 'absent', b: 'absent' } as const;
    const rest = { bytes: { aToB: null, bToA: null }, establishedAt: null, rekeyAt: null };
    const tunnel = {
      a: 'a',
      b: 'b',
      ike: ends,
      child: ends,
      uniqueId: { a: null, b: null },
      children: { a: null, b: null },
      ...rest,
    };
    const failure = (): string => describeTunnels({ tunnels: [tunnel], unknown: [], reported: [] });
    expect(failure).toThrow(
      expect.objectContaining({ next: expect.stringMatching(/`vpnmesh ssh open`, then `vpnmesh ssh NAME`/) }),
    );
  });
});

it('fix of what is waived says by whom and until when', async () => {
  const waived = lab.spec(
    'waived.yaml',
    2,
    (text) =>
      `${text}waivers: [{check: sysctl.ip-forward, resource: us-east-1, reason: a trial, owner: ana, expires: 2999-12-31},\n` +
      `  {check: sysctl.ip-forward, resource: us-east-2, reason: a trial, owner: ana, expires: 2999-12-31}]\n`,
  );
  expect((await lab.vpnmesh(['sandbox', 'break', 'no-forwarding'])).code).toBe(0);
  const { code, stdout } = await lab.vpnmesh(['fix', 'sysctl.ip-forward', '--open-ssh', '--yes', '-f', waived]);
  expect(stdout).toMatch(
    /^waived {2}critical sysctl\.ip-forward us-east-\d: waived until 2999-12-31 by ana: a trial$/m,
  );
  expect([code, stdout]).toEqual([0, expect.stringMatching(/\nnothing else fails\n$/)]);
  expect((await lab.vpnmesh(['sandbox', 'break', '--repair'])).code).toBe(0);
}, 150_000);
