/** What docs/operating.md tells operators to install, as it stands there, on a mesh of simulated hosts. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CloudWatchLogsClient, PutRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppliedLab } from '../support/applied-lab.ts';
import type { Lab } from '../support/lab.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/operating.md'), 'utf8');
const example = (name: string): string => {
  const [, text] = new RegExp(`<!-- example: ${name} -->\n\`\`\`\\w+\n(.*?)\`\`\``, 's').exec(page) ?? [];
  if (text === undefined) throw new Error(`docs/operating.md has no ${name}`);
  return text;
};

let lab: Lab;
let spec: string;
let bin: string;

beforeAll(async () => {
  ({ lab, spec } = await startAppliedLab('corp.yaml'));
  // An installation such as npm makes, and credentials as an operator has them.
  bin = join(lab.folder, 'bin');
  mkdirSync(bin);
  symlinkSync(join(root, 'dist/bin.js'), join(bin, 'vpnmesh'));
  symlinkSync(process.execPath, join(bin, 'node'));
  mkdirSync(join(lab.folder, '.aws'));
  const { env } = lab;
  const config = ['[default]', 'region = us-east-1', `endpoint_url = ${env.AWS_ENDPOINT_URL}`, ''];
  const credentials = [
    '[default]',
    `aws_access_key_id = ${env.AWS_ACCESS_KEY_ID}`,
    `aws_secret_access_key = ${env.AWS_SECRET_ACCESS_KEY}`,
    '',
  ];
  writeFileSync(join(lab.folder, '.aws/config'), config.join('\n'));
  writeFileSync(join(lab.folder, '.aws/credentials'), credentials.join('\n'), { mode: 0o600 });
}, 120_000);

afterAll(async () => {
  await lab?.down();
});

/** As Debian's cron would: `sh -c`, in the user's home, with hardly any environment. */
function cron(): { readonly code: number | null; readonly mail: string } {
  const lines = example('crontab').trim().split('\n');
  const settings = lines.flatMap((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1) ?? []);
  const env: Record<string, string> = { HOME: lab.folder, LOGNAME: 'ops', SHELL: '/bin/sh' };
  for (let n = 0; n < settings.length; n += 2) env[settings[n] ?? ''] = settings[n + 1] ?? '';
  expect(env.PATH).toMatch(/^\/usr\/local\/bin:/);
  const command = /^(?:\S+ ){5}(.*)$/.exec(lines.at(-1) ?? '')?.[1] ?? '';
  // In a crontab a per cent sign ends the line.
  expect(command).not.toContain('%');
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command.replace('/etc/vpnmesh/corp.yaml', spec)], {
    cwd: lab.folder,
    env: { ...env, PATH: env.PATH?.replace('/usr/local/bin', bin) ?? '' },
    encoding: 'utf8',
  });
  return { code: status, mail: stdout + stderr };
}

async function retention(days: number): Promise<void> {
  const { env } = lab;
  const logs = new CloudWatchLogsClient({
    region: 'us-east-1',
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' },
  });
  await logs.send(new PutRetentionPolicyCommand({ logGroupName: '/vpnmesh/corp', retentionInDays: days }));
  logs.destroy();
}

describe('the line for crontab', () => {
  it('mails nothing while all is well, each change once, and what it could not do', { timeout: 90_000 }, async () => {
    // The hosts' first reports are on their way.
    const deadline = Date.now() + 30_000;
    while ((await lab.vpnmesh(['audit', '-f', spec])).code !== 0) expect(Date.now()).toBeLessThan(deadline);
    expect(cron()).toEqual({ code: 0, mail: '' });
    expect(existsSync(join(lab.folder, '.local/state/vpnmesh/corp/last-audit.json'))).toBe(true);
    await retention(7);
    const news = cron();
    expect(news.code).toBe(20);
    expect(news.mail).toMatch(
      /^ {2}new +low +logs\.retention .*\nmesh corp: .* 1 failed, \d+ passed; 0 unknown; 0 as before\n$/,
    );
    expect(cron()).toEqual({ code: 20, mail: '' });
    await retention(90);
    expect(cron().mail).toMatch(/^ {2}fixed +low +logs\.retention /);
    expect(cron()).toEqual({ code: 0, mail: '' });
    writeFileSync(join(lab.folder, '.aws/credentials'), '', { mode: 0o600 });
    const failed = cron();
    expect(failed.code).toBe(1);
    expect(failed.mail).toMatch(/^error .*no valid AWS credentials.*\nnext: /);
  });
});

const analyze = ['/usr/bin/systemd-analyze', '/bin/systemd-analyze'].find((path) => existsSync(path));

describe.skipIf(analyze === undefined)(
  `the units${analyze === undefined ? ' (skipped: no systemd-analyze)' : ''}`,
  () => {
    it('are what systemd takes them for', () => {
      const folder = join(lab.folder, 'units');
      mkdirSync(folder);
      const service = example('vpnmesh-audit.service').replace('/usr/local/bin/vpnmesh', join(root, 'dist/bin.js'));
      writeFileSync(join(folder, 'vpnmesh-audit.service'), service);
      writeFileSync(join(folder, 'vpnmesh-audit.timer'), example('vpnmesh-audit.timer'));
      const units = ['service', 'timer'].map((kind) => join(folder, `vpnmesh-audit.${kind}`));
      const { status, stderr } = spawnSync(analyze ?? '', ['verify', '--man=no', ...units], { encoding: 'utf8' });
      expect(stderr.split('\n').filter((line) => line.includes('vpnmesh-audit'))).toEqual([]);
      expect(status).toBe(0);
    });

    it('run a command that is understood', async () => {
      const command = /^ExecStart=\S+ (.*)$/m.exec(example('vpnmesh-audit.service'))?.[1] ?? '';
      const args = command.replace('/etc/vpnmesh/corp.yaml', spec).split(' ');
      const { code, stdout, stderr } = await lab.vpnmesh(args, {
        env: { XDG_STATE_HOME: join(lab.folder, 'unit-state') },
      });
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    });
  },
);
