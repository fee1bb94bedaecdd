/** What goes wrong for operators, through the built command line, on an emulated AWS without hosts. */
import { spawnSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AllocateAddressCommand,
  DescribeAddressesCommand,
  DescribeSecurityGroupsCommand,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2';
import { DeleteUserPolicyCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../sandbox/sandbox.ts';
import { type Lab, type Output, startLab } from '../support/lab.ts';

let lab: Lab;
let spec: string;

beforeAll(async () => {
  lab = await startLab('none');
  spec = lab.spec('spec.yaml', 2);
}, 60_000);

afterAll(async () => {
  await lab?.down();
});

/** One fault, one clear line, the next thing to do, no stack. */
function expectClear({ stderr }: Output, what: RegExp, next: RegExp): void {
  const errors = stderr.split('\n').filter((line) => line.startsWith('error '));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(what);
  expect(stderr).toMatch(next);
  expect(stderr).not.toMatch(/\n {4}at /);
}

async function untouched(): Promise<void> {
  const { SecurityGroups } = await lab.ec2('us-east-1').send(new DescribeSecurityGroupsCommand({}));
  expect(SecurityGroups?.map(({ GroupName }) => GroupName).toSorted()).toEqual(['default', 'services']);
}

describe('bad usage', () => {
  it('is answered with exit 2', async () => {
    const paln = await lab.vpnmesh(['paln']);
    expect([paln.code, paln.stderr]).toEqual([
      2,
      expect.stringMatching(/unknown command 'paln'\n.*plan.*\nnext: `vpnmesh --help`\n$/),
    ]);
    const option = await lab.vpnmesh(['plan', '--bogus']);
    expect([option.code, option.stderr]).toEqual([
      2,
      expect.stringMatching(/--bogus'\nnext: `vpnmesh plan --help`\n$/),
    ]);
    expect((await lab.vpnmesh(['plan', '--concurrency', 'many', '-f', spec])).code).toBe(2);
    const moon = await lab.vpnmesh(['sandbox', 'up', '--landscape', 'moon']);
    expect([moon.code, moon.stderr]).toEqual([2, expect.stringMatching(/'moon' is invalid.*ipv6-subnets, /)]);
    const missing = await lab.vpnmesh(['plan', '-f', join(lab.folder, 'nowhere.yaml')]);
    expect(missing.code).toBe(2);
    expectClear(missing, /cannot read the spec .*nowhere\.yaml: there is no such file/, /next: name it with --file/);
  });

  it('a file that is none, or far too big for one, is refused before it is read', async () => {
    const huge = join(lab.folder, 'huge.yaml');
    writeFileSync(huge, '');
    truncateSync(huge, 5 * 1024 ** 3);
    const pipe = join(lab.folder, 'pipe.yaml');
    spawnSync('mkfifo', [pipe]);
    const refusals = [
      ['/dev/full', /cannot read the spec \/dev\/full: it is a device, not a file/],
      ['/dev/zero', /cannot read the spec \/dev\/zero: it is a device, not a file/],
      [pipe, /pipe\.yaml: it is a named pipe, not a file/],
      [lab.folder, /cannot read the spec \S+: it is a folder$/],
      [huge, /huge\.yaml: it is larger than 4 MiB/],
    ] as const;
    for (const [path, what] of refusals) {
      const plan = await lab.vpnmesh(['plan', '-f', path]);
      expect(plan.code).toBe(2);
      expectClear(plan, what, /next: name it with --file/);
    }
    const facts = await lab.vpnmesh(['audit', '--from', '/dev/zero']);
    expect(facts.code).toBe(2);
    expectClear(facts, /cannot read \/dev\/zero: it is a device, not a file/, /next: use a file that/);
    const folder = await lab.vpnmesh(['checks', '--checks', huge]);
    expect(folder.code).toBe(2);
    expectClear(folder, /huge\.yaml: not a folder/, /next: name a folder with your checks/);
  });

  it('ssh runs no command, and says so before it looks at anything', async () => {
    const ran = await lab.vpnmesh(['ssh', 'us-east-1', '-f', spec, '--', 'uptime', '-p']);
    expect(ran.code).toBe(2);
    expectClear(
      ran,
      /vpnmesh ssh opens a terminal and runs no command \("uptime -p"\)$/,
      /next: log in with `vpnmesh ssh us-east-1`/,
    );
    const opened = await lab.vpnmesh(['ssh', 'open', 'us-east-1', '-f', spec]);
    expect(opened.code).toBe(2);
    expectClear(
      opened,
      /vpnmesh ssh open is for all concentrators and takes no argument/,
      /next: run `vpnmesh ssh open`/,
    );
  });

  it('a spec that a shell hands over is read', async () => {
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', 'cat "$1" | "$2" dist/bin.js plan -f /dev/stdin', 'sh', spec, process.execPath],
      { env: lab.env, encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([0, 'observing 2 members\n']);
  });

  it('a spec with a fault is refused with its place', async () => {
    const path = join(lab.folder, 'bad.yaml');
    writeFileSync(path, 'mesh: corp\nmembers: []\nfrobnicate: yes\n');
    const { code, stderr } = await lab.vpnmesh(['apply', '--yes', '-f', path]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${path}:3:1: unknown key "frobnicate"`);
  });

  it('a VPC that is not there is refused with its place', async () => {
    const wrong = lab.spec('wrong-vpc.yaml', 2, (text) => text.replace(/vpc-[0-9a-f]+/, 'vpc-00000000'));
    const { code, stderr } = await lab.vpnmesh(['plan', '-f', wrong]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/wrong-vpc\.yaml:\d+:\d+: no VPC "vpc-00000000" in us-east-1: use an existing one: vpc-/);
  });

  it('apply changes nothing where nobody can be asked', async () => {
    const output = await lab.vpnmesh(['apply', '-f', spec]);
    expect(output.code).toBe(2);
    expectClear(output, /cannot ask without a terminal, so nothing is changed/, /apply --yes/);
    await untouched();
  });
});

describe('credentials and permissions', () => {
  it('none at all', async () => {
    const output = await lab.vpnmesh(['plan', '-f', spec], {
      env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', HOME: lab.folder },
    });
    expect(output.code).toBe(1);
    expectClear(output, /no valid AWS credentials/, /next: log in again or choose other credentials/);
  });

  it('a profile that is not configured', async () => {
    const output = await lab.vpnmesh(['plan', '--profile', 'nobody', '-f', spec], { env: { HOME: lab.folder } });
    expect(output.code).toBe(1);
    expectClear(output, /no valid AWS credentials in profile "nobody"/, /next: log in again/);
  });

  it('a key that AWS does not know', async () => {
    const output = await lab.vpnmesh(['plan', '-f', spec], { env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' } });
    expect(output.code).toBe(1);
    expectClear(output, /no valid AWS credentials/, /next: log in again/);
  });

  it.each([
    'ec2:CreateNetworkInterface',
    'ec2:DescribeVpcs',
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:RevokeSecurityGroupIngress',
    'iam:GetRole',
    'iam:PassRole',
    'logs:CreateLogGroup',
  ])('%s denied: the action is named, nothing is built', async (action) => {
    const { env } = lab;
    const iam = new IAMClient({
      region: 'us-east-1',
      endpoint: env.AWS_ENDPOINT_URL ?? '',
      credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' },
    });
    const policy = { UserName: 'operator', PolicyName: 'deny' };
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: action, Resource: '*' }],
    });
    await iam.send(new PutUserPolicyCommand({ ...policy, PolicyDocument }));
    try {
      const output = await lab.vpnmesh(['apply', '--yes', '-f', spec]);
      expect(output.code).toBe(1);
      expectClear(output, new RegExp(`${action}.*(denied|not authorized)`), /next: allow/);
      await untouched();
    } finally {
      await iam.send(new DeleteUserPolicyCommand(policy));
      iam.destroy();
    }
  });

  it('AWS out of reach', async () => {
    const output = await lab.vpnmesh(['plan', '-f', spec], { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } });
    expect(output.code).toBe(1);
    expectClear(output, /ECONNREFUSED/, /next: check the network and AWS_ENDPOINT_URL/);
  });
});

describe('quotas', () => {
  it('no Elastic IP left: said before anything is made', async () => {
    const ec2 = lab.ec2('us-east-1');
    const taken: (string | undefined)[] = [];
    for (let n = 0; n < 5; n++) taken.push((await ec2.send(new AllocateAddressCommand({}))).AllocationId);
    // As on AWS, what was made a moment ago is not seen at once, and the command is quicker than that.
    await eventually(
      () => ec2.send(new DescribeAddressesCommand({})),
      ({ Addresses = [] }) => Addresses.length === taken.length,
    );
    const output = await lab.vpnmesh(['apply', '--yes', '-f', spec]);
    expect(output.code).toBe(1);
    expectClear(
      output,
      /us-east-1 uses 5 of 5 Elastic IPs, and the mesh needs 1 more/,
      /next: release an unused one, or raise the quota/,
    );
    await untouched();
    expect((await ec2.send(new DescribeAddressesCommand({}))).Addresses).toHaveLength(5);
    for (const AllocationId of taken) await ec2.send(new ReleaseAddressCommand({ AllocationId }));
  });
});

describe('a mesh that is not built', () => {
  it('status says so', async () => {
    const output = await lab.vpnmesh(['status', '-f', spec]);
    expect(output.code).toBe(1);
    expectClear(output, /mesh corp is not built/, /vpnmesh apply/);
  });

  it('destroy has nothing to do', async () => {
    expect((await lab.vpnmesh(['destroy', '--confirm', 'corp', '-f', spec])).code).toBe(0);
    expect((await lab.vpnmesh(['destroy', '--confirm', 'other', '-f', spec])).code).toBe(2);
  });

  it('plan --exit-code tells that changes are pending, and --json is one document', async () => {
    const { code, stdout } = await lab.vpnmesh(['plan', '--json', '--exit-code', '-f', spec]);
    expect(code).toBe(20);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'vpnmesh.plan/1', mesh: 'corp', totals: { delete: 0 } });
  });
});
