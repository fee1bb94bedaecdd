/** Looks at a mesh of which an instance is stopped, through the built command line: said at once, and no login waited for. */
import { StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppliedLab } from '../support/applied-lab.ts';
import type { Lab } from '../support/lab.ts';

let lab: Lab;
let spec: string;
let stopped: string;

beforeAll(async () => {
  ({ lab, spec } = await startAppliedLab());
  const { instances } = await lab.json<{
    instances: readonly { readonly id: string; readonly region: string; readonly name: string }[];
  }>(['sandbox', 'status']);
  stopped = instances.find(({ region, name }) => region === 'us-east-1' && name.includes('corp'))?.id ?? '';
  await lab.ec2('us-east-1').send(new StopInstancesCommand({ InstanceIds: [stopped] }));
}, 150_000);

afterAll(async () => {
  await lab?.down();
});

describe('an instance that is stopped', () => {
  it.each(['status', 'verify'])('%s --open-ssh', { timeout: 30_000 }, async (command) => {
    const start = Date.now();
    const { code, stdout, stderr } = await lab.vpnmesh([command, '--open-ssh', '-f', spec]);
    expect(stdout).toMatch(new RegExp(`^unknown us-east-1: its instance ${stopped} is stop(ped|ping)$`, 'm'));
    expect(stdout).not.toContain('does not answer');
    expect(stderr).toMatch(/^host us-east-1: not read$/m);
    expect(stderr).toMatch(/^host us-east-2: read by SSH$/m);
    expect(code).toBeGreaterThanOrEqual(20);
    expect(Date.now() - start).toBeLessThan(15_000);
  });

  it('is looked at again once it runs, by who watches', { timeout: 60_000 }, async () => {
    let seen = '';
    const { stdout } = await lab.vpnmesh(['status', '--open-ssh', '--watch', '-f', spec], {
      onLine: (line, pid) => {
        seen += `${line}\n`;
        if (line === 'host us-east-1: not read' && !seen.includes('started')) {
          seen += 'started\n';
          void lab.ec2('us-east-1').send(new StartInstancesCommand({ InstanceIds: [stopped] }));
        }
        if (line === 'host us-east-1: read by SSH') process.kill(pid, 'SIGINT');
      },
    });
    expect(stdout).toMatch(/ us-east-1: IKE (established|connecting|absent)/);
  });
});
