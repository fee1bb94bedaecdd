/** Commands that hints name, on a mesh of simulated hosts: pasted, they do what was told of. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../support/lab.ts';

let lab: Lab;
let spec: string;

beforeAll(async () => {
  lab = await startLab('simulated');
  spec = lab.spec('spec.yaml', 2);
  const { code, stderr } = await lab.vpnmesh(['apply', '--yes', '-f', spec]);
  expect(code, stderr).toBe(0);
}, 90_000);

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
    expect((await lab.vpnmesh(['sandbox', 'break', '--mend'])).code).toBe(0);
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
    expect([code, stderr]).toEqual([2, expect.stringContaining('error there is no check "nosuch"')]);
  });
});
