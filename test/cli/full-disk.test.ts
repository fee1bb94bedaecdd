/** What a command says cannot be written: it stops, closes the SSH that it opened, and says so. On an emulated AWS without hosts. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DescribeSecurityGroupRulesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../support/lab.ts';

const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'dist/bin.js');
const facts = join(root, 'test/fixtures/audit/facts.simulated-two-members.json');

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

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** Runs a line of sh in which `$vpnmesh` is the command line. What is not led elsewhere is read. */
function shell(line: string, env: Readonly<Record<string, string>> = lab.env): Promise<Ended> {
  const script = `vpnmesh="${process.execPath} ${bin}"; ${line}`;
  const child = spawn('sh', ['-c', script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((done) => child.once('close', (code) => done({ code, said })));
}

const noStack = (said: string): void => expect(said).not.toMatch(/^ {4}at |node:internal/m);

describe.skipIf(!existsSync('/dev/full'))('a command behind whose output the disk is full (/dev/full)', () => {
  it.each([
    // The table is written while SSH is open, again and again.
    ['status --watch --open-ssh --timeout 1', '>/dev/full'],
    ['status --open-ssh --timeout 1', '>/dev/full'],
    ['status --json --open-ssh --timeout 1', '>/dev/full'],
    ['apply --yes --timeout 1', '>/dev/full'],
    ['audit --open-ssh --timeout 1', '>/dev/full'],
  ])('%s %s: stops with 1, one line and no SSH rule', async (args, to) => {
    const { code, said } = await shell(`exec $vpnmesh ${args} -f ${spec} ${to}`);
    expect(said).toContain('error cannot write stdout (ENOSPC');
    noStack(said);
    expect(code).toBe(1);
    expect(await sshRules()).toBe(0);
  });

  it.each(['ssh open', 'audit --open-ssh --timeout 1', 'ssh close'])(
    '%s: names the command that tells of SSH, since what the operator opened may still be open',
    async (args) => {
      const opened = await shell(`exec $vpnmesh ssh open -f ${spec}`);
      expect(opened.code, opened.said).toBe(0);
      const { code, said } = await shell(`exec $vpnmesh ${args} -f ${spec} >/dev/full`);
      expect(code).toBe(1);
      expect(said).not.toMatch(/SSH is closed/);
      expect(said).toContain('`vpnmesh status` says whether SSH is open');
      expect(await sshRules()).toBe(args === 'ssh close' ? 0 : 1);
      const status = await shell(`exec $vpnmesh status -f ${spec}`);
      expect(/SSH is OPEN/.test(status.said)).toBe(args !== 'ssh close');
      expect((await shell(`exec $vpnmesh ssh close -f ${spec}`)).code).toBe(0);
      expect(await sshRules()).toBe(0);
    },
  );

  it('is the same where stderr is a log that is a link to a full disk', async () => {
    const log = join(lab.folder, 'run.log');
    symlinkSync('/dev/full', log);
    const { code } = await shell(`exec $vpnmesh apply --yes --timeout 60 -f ${spec} 2>${log}`);
    expect(code).toBe(1);
    expect(await sshRules()).toBe(0);
  });

  it.each(['--version', 'checks', 'explain aws.tags', 'schema', '--help'])('%s shows no stack', async (args) => {
    const { code, said } = await shell(`exec $vpnmesh ${args} >/dev/full`);
    noStack(said);
    expect(said).toContain('error cannot write stdout (ENOSPC');
    expect(code).toBe(1);
  });

  it('tells which file it was', async () => {
    const { code, said } = await shell(`exec $vpnmesh audit --from ${facts} --output /dev/full`);
    expect(said).toContain('error cannot write /dev/full: ENOSPC');
    expect(code).toBe(1);
  });
});

const canLimit = spawnSync('prlimit', ['--version']).status === 0;
describe.skipIf(!canLimit)('a log that takes no more while SSH is open', () => {
  it('stops the command, which closes SSH', async () => {
    const log = join(lab.folder, 'limited.log');
    // A shell that ignores SIGXFSZ hands that on: a write beyond the limit is an error, as on a disk that is full.
    const line = `trap '' XFSZ; echo $$; exec $vpnmesh status --open-ssh --timeout 60 -f ${spec} 2>${log} >&2`;
    const child = spawn('sh', ['-c', `vpnmesh="${process.execPath} ${bin}"; ${line}`], {
      env: lab.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
    const deadline = Date.now() + 10_000;
    while ((await sshRules()) === 0) {
      if (Date.now() > deadline) throw new Error('SSH was not opened within 10 s');
      await pause(50);
    }
    expect(spawnSync('prlimit', ['--pid', String(child.pid), '--fsize=1:']).status).toBe(0);
    expect(await ended).toBe(1);
    expect(statSync(log).size).toBeGreaterThan(0);
    expect(await sshRules()).toBe(0);
  });
});

describe('a file that is written to a disk that is nearly full', () => {
  /** 44 blocks of 1,024 bytes, of which some shells make 512. */
  const nearlyFull = "trap '' XFSZ; ulimit -f 44;";
  let home: string;
  let env: Record<string, string>;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'vpnmesh-full-'));
    env = { ...lab.env, XDG_STATE_HOME: home };
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('leaves the saved audit as it was, and says so', async () => {
    const saved = join(home, 'vpnmesh/corp/last-audit.json');
    await shell(`exec $vpnmesh audit --from ${facts} --save --quiet`, env);
    const before = readFileSync(saved, 'utf8');
    expect(before.length).toBeGreaterThan(45_056);
    const { code, said } = await shell(`${nearlyFull} exec $vpnmesh audit --from ${facts} --save --quiet`, env);
    expect(code).toBe(1);
    expect(said).toMatch(/error cannot write \S+last-audit\.json \(EFBIG\)/);
    expect(readFileSync(saved, 'utf8')).toBe(before);
    expect(readdirSync(join(home, 'vpnmesh/corp'))).toEqual(['last-audit.json']);
  });

  it('leaves the report as it was', async () => {
    const report = join(home, 'report.json');
    await shell(`exec $vpnmesh audit --from ${facts} --json --output ${report}`, env);
    const before = readFileSync(report, 'utf8');
    const { code, said } = await shell(
      `${nearlyFull} exec $vpnmesh audit --from ${facts} --json --output ${report}`,
      env,
    );
    expect(code).toBe(1);
    expect(said).toContain(`error cannot write ${report}: EFBIG`);
    expect(readFileSync(report, 'utf8')).toBe(before);
  });

  it('is told where it is stdout, and nothing is kept as told', async () => {
    const out = join(home, 'out.json');
    rmSync(join(home, 'vpnmesh'), { recursive: true });
    const { code, said } = await shell(`${nearlyFull} exec $vpnmesh audit --from ${facts} --json --save >${out}`, env);
    expect(said).toContain('error cannot write stdout (EFBIG');
    expect(code).toBe(1);
    expect(existsSync(join(home, 'vpnmesh/corp/last-audit.json'))).toBe(false);
  });
});
