import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { sandboxDown, sandboxEnv, sandboxReset, sandboxStatus, sandboxUp } from '#sandbox/control.ts';
import { readWorld } from '#sandbox/status.ts';

let root: string;
let stateDir: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'vpnmesh-control-test-'));
  stateDir = join(root, 'sandbox');
});
afterAll(async () => {
  await sandboxDown({ stateDir, purge: true });
  rmSync(root, { recursive: true, force: true });
});

const up = () => sandboxUp({ hosts: 'none', stateDir, cacheDir: join(root, 'cache') });

async function vpcs(region: string): Promise<readonly (string | undefined)[]> {
  const { variables } = await sandboxEnv({ stateDir });
  const client = new EC2Client({
    region,
    endpoint: variables.AWS_ENDPOINT_URL ?? '',
    credentials: {
      accessKeyId: variables.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const { Vpcs = [] } = await client.send(new DescribeVpcsCommand({}));
  return Vpcs.map((vpc) => vpc.VpcId);
}

describe('the sandbox as a process', () => {
  test('is not there before it is brought up, and says how to bring it up', async () => {
    expect((await sandboxStatus({ stateDir })).state).toBe('absent');
    await expect(sandboxEnv({ stateDir })).rejects.toMatchObject({ next: 'start one: vpnmesh sandbox up' });
    expect(await sandboxDown({ stateDir })).toEqual({ wasUp: false });
  });

  test('comes up with three regions and says what it does meanwhile', async () => {
    const steps: string[] = [];
    const result = await sandboxUp({
      hosts: 'none',
      stateDir,
      cacheDir: join(root, 'cache'),
      onProgress: (step) => steps.push(step),
    });
    expect(result.already).toBe(false);
    expect(steps).toEqual(expect.arrayContaining(['seeding regions', 'building the network', 'ready']));
    const status = await sandboxStatus({ stateDir });
    expect(status.state).toBe('running');
    expect(status.instances.map(({ region, name, state }) => [region, name, state])).toEqual([
      ['us-east-1', 'workload', 'running'],
      ['us-east-2', 'workload', 'running'],
      ['eu-west-1', 'workload', 'running'],
    ]);
    for (const region of ['us-east-1', 'us-east-2', 'eu-west-1']) expect(await vpcs(region)).toHaveLength(1);
  });

  test('coming up twice is coming up once', async () => {
    const before = await sandboxStatus({ stateDir });
    expect(await up()).toEqual({ already: true, pid: before.pid, endpoint: before.endpoint });
  });

  test('leaves ready specs that name the VPCs and the operator', async () => {
    const { specs, sshConfig } = await sandboxEnv({ stateDir });
    const [two, three] = specs.map(
      (path) =>
        parse(readFileSync(path, 'utf8')) as {
          members: { region: string; vpc: string }[];
          ssh: Record<string, unknown>;
        },
    );
    expect(two?.members).toEqual([
      { region: 'us-east-1', vpc: (await vpcs('us-east-1'))[0] },
      { region: 'us-east-2', vpc: (await vpcs('us-east-2'))[0] },
    ]);
    expect(three?.members.map(({ region }) => region)).toEqual(['us-east-1', 'us-east-2', 'eu-west-1']);
    expect(two?.ssh).toMatchObject({ from: [expect.stringMatching(/^[\d.]+\/32$/)], config: sshConfig });
    const key = spawnSync('ssh-keygen', ['-y', '-f', String(two?.ssh.identity)], { encoding: 'utf8' });
    expect(key.stdout).toMatch(/^ssh-ed25519 /);
  });

  test('is taken up where it was left after an orderly stop, on the same port', async () => {
    const before = { ids: await vpcs('eu-west-1'), endpoint: (await sandboxStatus({ stateDir })).endpoint };
    expect(await sandboxDown({ stateDir })).toEqual({ wasUp: true });
    expect((await sandboxStatus({ stateDir })).state).toBe('stopped');
    expect(await sandboxDown({ stateDir })).toEqual({ wasUp: false });
    expect((await up()).endpoint).toBe(before.endpoint);
    expect(await vpcs('eu-west-1')).toEqual(before.ids);
  });

  test('is seen to be dead when its process was killed, and comes back with its state', async () => {
    const ids = await vpcs('us-east-1');
    const { pid } = await sandboxStatus({ stateDir });
    if (pid === undefined) throw new Error('the sandbox is not up');
    process.kill(pid, 'SIGKILL');
    await expect.poll(async () => (await sandboxStatus({ stateDir })).state).toBe('dead');
    expect(await sandboxDown({ stateDir })).toEqual({ wasUp: false });
    await up();
    expect(await vpcs('us-east-1')).toEqual(ids);
  });

  test('is another one after a reset', async () => {
    const ids = await vpcs('us-east-1');
    await sandboxReset({ hosts: 'none', stateDir, cacheDir: join(root, 'cache'), regions: ['us-east-1'] });
    expect(await vpcs('us-east-1')).not.toEqual(ids);
    expect(await vpcs('eu-west-1')).toEqual([]);
  });

  test('leaves nothing when it is purged', async () => {
    await sandboxDown({ stateDir, purge: true });
    expect(existsSync(stateDir)).toBe(false);
  });
});

describe('a landscape', () => {
  const other = () => join(root, 'landscape');
  const withLandscape = (landscape: string) =>
    sandboxUp({ hosts: 'none', stateDir: other(), cacheDir: join(root, 'cache'), regions: ['us-east-1'], landscape });
  afterAll(() => sandboxDown({ stateDir: other(), purge: true }));

  test('that is not known is refused, with those that are', async () => {
    await expect(withLandscape('moon')).rejects.toMatchObject({
      message: 'there is no landscape "moon"',
      next: expect.stringContaining('ipv6-subnets, secondary-cidrs'),
    });
    await expect(sandboxReset({ hosts: 'none', stateDir: other(), landscape: 'moon' })).rejects.toThrow('moon');
    expect((await sandboxStatus({ stateDir: other() })).state).toBe('absent');
  });

  test('is seeded in a new sandbox, stays, and is not exchanged for another', async () => {
    await withLandscape('default-vpcs');
    const { regions, settings } = readWorld(other()) ?? {};
    expect(settings?.landscape).toBe('default-vpcs');
    expect(Object.values(regions ?? {}).map(({ vpcs }) => vpcs?.filter((one) => one.isDefault).length)).toEqual(
      Array.from({ length: 17 }, () => 1),
    );
    expect((await withLandscape('default-vpcs')).already).toBe(true);
    await expect(withLandscape('ebs-key')).rejects.toMatchObject({
      message: expect.stringContaining('has landscape default-vpcs, and keeps what it has'),
      next: 'begin anew with that one: vpnmesh sandbox reset --landscape ebs-key',
    });
  });
});
