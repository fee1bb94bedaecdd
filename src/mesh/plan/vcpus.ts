/** Whether the instances of a plan fit into the region's vCPUs. Pure. */
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { type Found, nothingFound } from '#mesh/plan/obstacle.ts';
import type { Plan } from './steps.ts';

export interface VcpuQuota {
  /** On-Demand instances of the standard families. */
  readonly quota: number;
  readonly used: number;
  /** vCPUs by instance type. */
  readonly perInstance: Readonly<Record<string, number>>;
}

/** Families A, C, D, H, I, M, R, T, Z have one quota together; inf, trn, hpc, dl, mac and the like have their own. */
export const isStandard = (type: string): boolean => /^(a|c|d|h|i|im|is|m|r|t|z)\d/.test(type);

/** Instance types that the plan launches in the region, one entry per launch. */
export function launchedTypes(mesh: DesiredMesh, { steps }: Plan, region: string): readonly string[] {
  const launched = new Set(steps.flatMap(({ kind, concentrator }) => (kind === 'instance.run' ? concentrator : [])));
  return mesh.concentrators
    .filter((one) => one.region === region && launched.has(one.name) && isStandard(one.instanceType))
    .map(({ instanceType }) => instanceType);
}

/** @param room undefined where it could not be read */
export function vcpuFindings(region: string, types: readonly string[], room: VcpuQuota | undefined): Found {
  if (types.length === 0) return nothingFound;
  if (room === undefined) {
    return {
      obstacles: [],
      notes: [`${region}: could not read the vCPU quota, so a launch may exceed it (L-1216C47A)`],
    };
  }
  const needed = types.map((type) => room.perInstance[type] ?? 0).reduce((sum, one) => sum + one, 0);
  if (room.used + needed <= room.quota) return nothingFound;
  return {
    obstacles: [
      {
        what: `${region} uses ${room.used} of ${room.quota} vCPUs, and the mesh needs ${needed} more`,
        next: `stop an unused instance, or raise the quota "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances" (L-1216C47A) in ${region}`,
      },
    ],
    notes: [],
  };
}
