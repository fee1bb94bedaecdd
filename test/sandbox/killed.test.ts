/** A sandbox that is killed at work still knows whatever it has answered. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecurityGroupCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, expect, it } from 'vitest';
import type { WorldRows } from '#sandbox/api/store/world.ts';
import { sandboxDown, sandboxUp } from '#sandbox/control.ts';

const root = mkdtempSync(join(tmpdir(), 'vpnmesh-killed-'));
const stateDir = join(root, 'state');
const start = () => sandboxUp({ hosts: 'none', stateDir, cacheDir: join(root, 'cache'), regions: ['us-east-1'] });
const rows = (): WorldRows => JSON.parse(readFileSync(join(stateDir, 'state.json'), 'utf8')) as WorldRows;

afterEach(async () => {
  await sandboxDown({ stateDir, purge: true });
  rmSync(root, { recursive: true, force: true });
});

it('keeps every answered change, though many are written at once', async () => {
  const { pid, endpoint } = await start();
  const [key] = rows().accessKeys;
  const VpcId = rows().regions['us-east-1']?.vpcs?.[0]?.id;
  const ec2 = new EC2Client({
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: key?.id ?? '', secretAccessKey: key?.secret ?? '' },
    maxAttempts: 1,
  });
  const answered: string[] = [];
  const worker = async (name: string): Promise<void> => {
    for (let at = 0; ; at++) {
      const GroupName = `${name}-${at}`;
      const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId }));
      answered.push(GroupId ?? '');
      if (answered.length === 100) process.kill(pid, 'SIGKILL');
    }
  };
  await Promise.allSettled(Array.from({ length: 12 }, (_, index) => worker(`w${index}`)));
  ec2.destroy();
  const known = new Set(rows().regions['us-east-1']?.groups?.map(({ id }) => id));
  expect(answered.length).toBeGreaterThanOrEqual(100);
  expect(answered.filter((id) => !known.has(id))).toEqual([]);
});
