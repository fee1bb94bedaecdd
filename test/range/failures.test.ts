/** What goes wrong between us and a host: said in one clear line, refused in time, finished by the next run. */
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  RevokeSecurityGroupIngressCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, type Output, startLab } from '../support/lab.ts';
import { concentratorInterface, workload } from './support/aws.ts';
import { becomes, pings, say } from './support/guests.ts';

const region = 'us-east-1';
let lab: Lab;
let spec: string;

beforeAll(async () => {
  lab = await startLab();
  spec = lab.spec('failures.yaml', 2);
  const { code, stderr } = await lab.vpnmesh(['apply', '--yes', '-f', spec]);
  expect(code, stderr).toBe(0);
});

afterAll(async () => {
  await lab?.down();
});

async function setTag(instanceId: string, Key: string, Value: string | undefined): Promise<void> {
  const ec2 = lab.ec2(region);
  if (Value === undefined) await ec2.send(new DeleteTagsCommand({ Resources: [instanceId], Tags: [{ Key }] }));
  else await ec2.send(new CreateTagsCommand({ Resources: [instanceId], Tags: [{ Key, Value }] }));
}

function expectClear({ stdout, stderr }: Output, what: RegExp): void {
  const said = `${stdout}${stderr}`;
  expect(said).toMatch(what);
  expect(said).not.toMatch(/\n {4}at /);
}

/** How many logins sshd on the host has been asked for. */
async function attempts(instanceId: string): Promise<number> {
  const journal = await say(lab, instanceId, 'journalctl', '-u', 'ssh', '--no-pager', '-o', 'cat');
  return journal.split('\n').filter((line) => /Accepted|Failed|Invalid user|authenticating user/.test(line)).length;
}

describe('a host key that is not the pinned one', () => {
  it('is refused before authentication, and the right pin works again', async () => {
    const { instanceId } = await concentratorInterface(lab, region);
    const pin = await pinOf(instanceId);
    const before = await attempts(instanceId);
    await setTag(instanceId, 'vpnmesh:ssh-host-key', `SHA256:${'A'.repeat(43)}`);
    const output = await lab.vpnmesh(['status', '--open-ssh', '-f', spec]);
    expect(output.code).toBe(21);
    expectClear(
      output,
      /us-east-1 .* shows the host key SHA256:\S+, but the pinned key is SHA256:A{43}: refused before login/,
    );
    expect(await attempts(instanceId)).toBe(before);
    await setTag(instanceId, 'vpnmesh:ssh-host-key', pin);
    expect((await lab.vpnmesh(['status', '--open-ssh', '-f', spec])).code).toBe(0);
    expect(await attempts(instanceId)).toBeGreaterThan(before);
  });

  async function pinOf(instanceId: string): Promise<string> {
    return (await say(lab, instanceId, 'ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub')).split(' ')[1] ?? '';
  }
});

describe('SSH that is closed', () => {
  it('lets status and verify tell what the hosts report by themselves', async () => {
    for (const command of ['status', 'verify']) {
      const told = await becomes(async () => (await lab.vpnmesh([command, '-f', spec])).code === 0, true, 60);
      expect(told, command).toBeDefined();
      expect((await lab.vpnmesh([command, '-f', spec])).stdout).toContain('its own report of');
    }
  });

  it('makes them say unknown with the way out, exit 21, where that report is from before the last apply', async () => {
    const { instanceId } = await concentratorInterface(lab, region);
    // The next apply writes it anew.
    await setTag(instanceId, 'vpnmesh:applied', 'another');
    for (const command of ['status', 'verify']) {
      const output = await lab.vpnmesh([command, '-f', spec]);
      expect(output.code).toBe(21);
      expectClear(output, new RegExp(`next: \`vpnmesh ${command} --open-ssh -f \\S+failures\\.yaml\``));
    }
  });
});

describe('a host that does not answer', () => {
  it('fails its steps in time, names the host and the next thing to do; the next apply finishes', async () => {
    const { instanceId } = await concentratorInterface(lab, region);
    await setTag(instanceId, 'vpnmesh:applied', undefined);
    await say(lab, instanceId, 'systemctl', 'stop', 'ssh');
    const output = await lab.vpnmesh(['apply', '--yes', '--timeout', '5', '-f', spec]);
    expect(output.code).toBe(1);
    expectClear(output, /failed {2}us-east-1\/prepare: .*us-east-1 \([\d.]+\)/);
    expectClear(output, /next: fix what failed, then `vpnmesh apply -f \S+failures\.yaml` resumes/);
    await say(lab, instanceId, 'systemctl', 'start', 'ssh');
    expect((await lab.vpnmesh(['apply', '--yes', '-f', spec])).code).toBe(0);
  });
});

describe('an instance that somebody stopped', () => {
  it('is started again by apply, and its tunnel comes back by itself', async () => {
    const { instanceId } = await concentratorInterface(lab, region);
    const [home, away] = await Promise.all([workload(lab, region), workload(lab, 'us-east-2')]);
    const across = () => pings(lab, home.instanceId, away.privateIp);
    expect(await across()).toBe(true);
    await lab.ec2(region).send(new StopInstancesCommand({ InstanceIds: [instanceId] }));
    expect(await becomes(across, false, 30)).toBeDefined();
    const output = await lab.vpnmesh(['apply', '--yes', '-f', spec]);
    expect(output.code, output.stderr).toBe(0);
    expect(await becomes(across, true, 90)).toBeDefined();
  });
});

describe('Ctrl-C', () => {
  it('finishes what is under way, closes SSH, exits 130; the next apply goes on', async () => {
    const { instanceId, groupId } = await concentratorInterface(lab, region);
    await setTag(instanceId, 'vpnmesh:applied', undefined);
    const output = await lab.vpnmesh(['apply', '--yes', '--verbose', '-f', spec], {
      onLine: (line, pid) => {
        if (line.startsWith('start us-east-1/prepare')) process.kill(pid, 'SIGINT');
      },
    });
    expect(output.code).toBe(130);
    expectClear(output, /stopping: finishing running steps/);
    const open = await lab
      .ec2(region)
      .send(
        new RevokeSecurityGroupIngressCommand({
          GroupId: groupId,
          IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '192.0.2.7/32' }] }],
        }),
      )
      .then(
        () => true,
        () => false,
      );
    expect(open).toBe(false);
    expect((await lab.vpnmesh(['apply', '--yes', '-f', spec])).code).toBe(0);
  });
});
