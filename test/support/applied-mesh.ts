/**
 * A mesh that was applied before. Applying one costs seconds of computing, and most tests only begin after it: what the
 * first apply of a test run leaves, in AWS and on the disks, is kept, and each test file has a sandbox of its own that
 * goes on from a copy. Whoever tests apply, or what is so right after it, applies a mesh (simulated-mesh.ts).
 */
import { keptOnce } from './kept.ts';
import { type SimulatedMesh, type SimulatedMeshOptions, startSimulatedMesh } from './simulated-mesh.ts';
import { wakeHosts } from './wake-hosts.ts';

/** Without settings: they are a matter of the sandbox that the mesh was applied in. */
type AppliedMeshOptions = Omit<SimulatedMeshOptions, 'from' | 'settings'>;

const usual = ['us-east-1', 'us-east-2'];

/** What the first apply of a test run has left, as a folder that nobody writes into. */
export const appliedState = (regions: readonly string[] = usual): Promise<string> =>
  keptOnce(`mesh-${regions.join('-')}`, async (folder) => {
    const first = await startSimulatedMesh({ regions });
    try {
      await first.apply();
    } catch (error) {
      await first.down();
      throw error;
    }
    await first.leaveIn(folder);
  });

export async function startAppliedMesh(options: AppliedMeshOptions = {}): Promise<SimulatedMesh> {
  const { regions = usual } = options;
  const mesh = await startSimulatedMesh({ ...options, regions, from: await appliedState(regions) });
  await wakeHosts({ ...mesh, regions });
  return mesh;
}
