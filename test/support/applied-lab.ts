/** A lab with a mesh that was applied before, by the command line, once in a test run: the same as applied-mesh.ts for labs. */
import { keptOnce } from './kept.ts';
import { type Lab, startLab, startMeshLab } from './lab.ts';
import type { Said } from './mesh-under-test.ts';
import { wakeHosts } from './wake-hosts.ts';

export async function startAppliedLab(file = 'spec.yaml'): Promise<{ readonly lab: Lab; readonly spec: string }> {
  const from = await keptOnce('lab', async (folder) => (await startMeshLab()).lab.leaveIn(folder));
  const lab = await startLab('simulated', { from });
  try {
    const exec = async (instanceId: string, ...argv: readonly string[]): Promise<Said> => {
      const body = JSON.stringify({ instanceId, argv });
      return (await (
        await fetch(`${lab.env.AWS_ENDPOINT_URL}/_sandbox/exec`, { method: 'POST', body })
      ).json()) as Said;
    };
    await wakeHosts({ regions: ['us-east-1', 'us-east-2'], ec2: lab.ec2, exec });
    return { lab, spec: lab.spec(file, 2) };
  } catch (error) {
    await lab.down();
    throw error;
  }
}
