import { spawn, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox, type TestSandbox } from './sandbox.ts';

const version = spawnSync('aws', ['--version'], { encoding: 'utf8' });
const found = version.status === 0;

describe.skipIf(!found)(
  `the aws command line${found ? '' : ' (skipped: there is no `aws` on the PATH)'}`,
  { timeout: 60_000 },
  () => {
    let sandbox: TestSandbox;
    beforeAll(async () => {
      sandbox = await startSandbox();
    });
    afterAll(async () => {
      await sandbox.stop();
    });

    function aws(
      ...args: string[]
    ): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
      return new Promise((resolve) => {
        const child = spawn('aws', [...args, '--output', 'json'], {
          env: {
            PATH: process.env.PATH,
            HOME: sandbox.stateDir,
            AWS_ENDPOINT_URL: sandbox.endpoint,
            AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
            AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
            AWS_REGION: 'us-east-1',
            AWS_DEFAULT_REGION: 'us-east-1',
            AWS_EC2_METADATA_DISABLED: 'true',
          },
        });
        let stdout = '';
        let stderr = '';
        child.stdout.on('data', (chunk: Buffer) => {
          stdout += chunk.toString();
        });
        child.stderr.on('data', (chunk: Buffer) => {
          stderr += chunk.toString();
        });
        child.once('close', (status) => resolve({ status, stdout, stderr }));
      });
    }
    async function answer(...args: string[]) {
      const { status, stdout, stderr } = await aws(...args);
      if (status !== 0) throw new Error(stderr);
      return stdout.trim() === '' ? undefined : JSON.parse(stdout);
    }

    test('looks around in EC2', async () => {
      const { Vpcs } = await answer('ec2', 'describe-vpcs');
      expect(Vpcs).toMatchObject([{ CidrBlock: '10.1.0.0/16', State: 'available' }]);
      const { Reservations } = await answer('ec2', 'describe-instances', '--filters', 'Name=tag:Name,Values=workload');
      expect(Reservations[0].Instances[0]).toMatchObject({
        State: { Code: 16, Name: 'running' },
        InstanceType: 't3.small',
      });
    });

    test('makes a group, opens it, and is told in words what it may not', async () => {
      const { Vpcs } = await answer('ec2', 'describe-vpcs');
      const { GroupId } = await answer(
        'ec2',
        'create-security-group',
        '--vpc-id',
        Vpcs[0].VpcId,
        '--group-name',
        'cli',
        '--description',
        'x',
      );
      const { SecurityGroupRules } = await answer(
        'ec2',
        'authorize-security-group-ingress',
        '--group-id',
        GroupId,
        '--protocol',
        'tcp',
        '--port',
        '22',
        '--cidr',
        '192.0.2.10/32',
      );
      expect(SecurityGroupRules).toMatchObject([
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '192.0.2.10/32' },
      ]);
      const again = await aws(
        'ec2',
        'create-security-group',
        '--vpc-id',
        Vpcs[0].VpcId,
        '--group-name',
        'cli',
        '--description',
        'x',
      );
      expect(again.status).not.toBe(0);
      expect(again.stderr).toContain(
        'An error occurred (InvalidGroup.Duplicate) when calling the CreateSecurityGroup operation',
      );
    });

    test('reaches IAM, STS, Logs and Service Quotas', async () => {
      expect((await answer('sts', 'get-caller-identity')).Arn).toMatch(/:user\/operator$/);
      expect((await answer('iam', 'list-roles')).Roles).toEqual([]);
      await answer('logs', 'create-log-group', '--log-group-name', '/cli');
      expect((await answer('logs', 'describe-log-groups')).logGroups).toMatchObject([{ logGroupName: '/cli' }]);
      const { Quota } = await answer(
        'service-quotas',
        'get-service-quota',
        '--service-code',
        'vpc',
        '--quota-code',
        'L-0EA8095F',
      );
      expect(Quota.Value).toBe(60);
    });
  },
);
