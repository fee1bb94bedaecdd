/** apply is killed where it stands; the next one must finish the same mesh, with nothing twice and nothing orphaned. */
import { kill } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../support/lab.ts';
import { census, picture, workload } from './support/aws.ts';
import { becomes, pings } from './support/guests.ts';

/** The line of --verbose at which the process is killed; the first three are what every run of CI tries. */
const moments = [
  'start us-east-1/instance',
  'start us-east-2/configure',
  'start us-east-1/prepare',
  'start us-east-1/group',
  'done    us-east-2/address',
  'start us-east-1/associate',
  'done    us-east-2/instance',
  'start us-east-1/initiate',
  'start us-east-1/agent',
  'start verify',
].slice(0, Number(process.env.VPNMESH_KILLS ?? '1'));

let lab: Lab;
let spec: string;
let before: unknown;
let clean: unknown;

beforeAll(async () => {
  lab = await startLab();
  spec = lab.spec('kills.yaml', 2);
  before = await picture(lab);
});

afterAll(async () => {
  await lab?.down();
});

async function build(): Promise<void> {
  const { code, stderr } = await lab.vpnmesh(['apply', '--yes', '-f', spec]);
  expect(code, stderr).toBe(0);
}

async function takeDown(): Promise<void> {
  const { code, stderr } = await lab.vpnmesh(['destroy', '--confirm', 'corp', '-f', spec]);
  expect(code, stderr).toBe(0);
  expect(await picture(lab)).toEqual(before);
}

async function killedAt(moment: string): Promise<boolean> {
  let shot = false;
  await lab.vpnmesh(['apply', '--yes', '--verbose', '-f', spec], {
    onLine: (line, pid) => {
      if (shot || !line.startsWith(moment)) return;
      shot = true;
      kill(pid, 'SIGKILL');
    },
  });
  return shot;
}

describe('apply, killed', () => {
  it('is compared with a run that nobody disturbed', async () => {
    await build();
    clean = await census(lab);
    await takeDown();
  });

  it.each(moments)('at "%s": the next one builds the same mesh', async (moment) => {
    expect(await killedAt(moment)).toBe(true);
    await build();
    expect(await census(lab)).toEqual(clean);
    const [home, away] = await Promise.all([workload(lab, 'us-east-1'), workload(lab, 'us-east-2')]);
    expect(await becomes(() => pings(lab, home.instanceId, away.privateIp), true, 10)).toBeDefined();
    await takeDown();
  });
});
