/** However a command that opened SSH ends, SSH is closed behind it, at the latest by the next one. On an emulated AWS without hosts. */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DescribeSecurityGroupRulesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../support/lab.ts';

let lab: Lab;
let spec: string;

beforeAll(async () => {
  lab = await startLab('none');
  spec = lab.spec('spec.yaml', 2);
  // Builds all that needs no host; then nobody answers, and it gives up.
  const { code } = await lab.vpnmesh(['apply', '--yes', '--timeout', '1', '-f', spec]);
  expect(code).toBe(1);
}, 60_000);

afterAll(async () => {
  await lab?.down();
});

async function sshRules(): Promise<number> {
  const { SecurityGroupRules } = await lab.ec2('us-east-1').send(new DescribeSecurityGroupRulesCommand({}));
  return (SecurityGroupRules ?? []).filter(({ FromPort }) => FromPort === 22).length;
}

/** `status --open-ssh`, which waits for hosts that never answer, once SSH is open. */
async function looking(): Promise<ReturnType<typeof spawn>> {
  const bin = join(resolve(import.meta.dirname, '../..'), 'dist/bin.js');
  const child = spawn(process.execPath, [bin, 'status', '--open-ssh', '--timeout', '60', '-f', spec], {
    env: lab.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const deadline = Date.now() + 10_000;
  while ((await sshRules()) === 0) {
    if (Date.now() > deadline) throw new Error('SSH was not opened within 10 s');
    await pause(50);
  }
  return child;
}

const ended = (child: ReturnType<typeof spawn>): Promise<number | null> =>
  new Promise((done) => child.once('close', (code) => done(code)));

describe('SSH that a command opened', () => {
  it('is closed after an apply that failed', async () => {
    expect(await sshRules()).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is closed after %s, with exit 130', async (signal) => {
    const child = await looking();
    child.kill(signal);
    expect(await ended(child)).toBe(130);
    expect(await sshRules()).toBe(0);
  });

  it('is closed when nobody reads any more what the command says', async () => {
    const child = await looking();
    child.stdout?.destroy();
    child.stderr?.destroy();
    child.kill('SIGINT');
    expect(await ended(child)).toBe(130);
    expect(await sshRules()).toBe(0);
  });

  it('is closed by the next command when the first was killed', async () => {
    const child = await looking();
    child.kill('SIGKILL');
    await ended(child);
    expect(await sshRules()).toBe(1);
    const { code } = await lab.vpnmesh(['status', '--open-ssh', '--timeout', '1', '-f', spec]);
    expect(code).toBe(21);
    expect(await sshRules()).toBe(0);
  });
});

describe('a plan', () => {
  it('that is interrupted ends at once with 130', async () => {
    let sent = false;
    const once = (_: string, pid: number): void => {
      if (!sent) process.kill(pid, 'SIGINT');
      sent = true;
    };
    const output = await lab.vpnmesh(['plan', '-f', spec], { onLine: once });
    expect(output.code).toBe(130);
  });
});

describe('two applies on one mesh', () => {
  it('do not work at once: the second says who does, and changes nothing', async () => {
    const bin = join(resolve(import.meta.dirname, '../..'), 'dist/bin.js');
    const first = spawn(process.execPath, [bin, 'apply', '--yes', '--timeout', '60', '-f', spec], {
      env: lab.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await new Promise<void>((done) => first.stderr?.on('data', (chunk) => `${chunk}`.includes('ssh-open') && done()));
    const second = await lab.vpnmesh(['apply', '--yes', '-f', spec]);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/error another run is changing mesh corp: \S+@\S+ pid \d+/);
    first.kill('SIGINT');
    await ended(first);
    expect(await sshRules()).toBe(0);
  });
});
