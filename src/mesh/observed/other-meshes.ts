/** Other meshes in the VPCs of this one, or what is left of them: known by the tags of their security groups, which are made first and go last. */
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { tagKeys } from '#mesh/names.ts';
import type { MeshObservation } from './observation.ts';

interface Neighbour {
  readonly mesh: string;
  readonly region: string;
  readonly vpcId: string;
  readonly groupIds: readonly string[];
}

/** By mesh, then by place. */
function neighboursOf(mesh: DesiredMesh, { regions }: MeshObservation): readonly Neighbour[] {
  const places = new Map(mesh.concentrators.map(({ region, vpcId }) => [`${region} ${vpcId}`, { region, vpcId }]));
  return [...places.values()]
    .flatMap(({ region, vpcId }) => {
      const groups = regions.find((one) => one.region === region)?.groups.filter((one) => one.vpcId === vpcId) ?? [];
      const others = new Set(groups.flatMap(({ tags }) => tags[tagKeys.mesh] ?? []));
      return [...others]
        .filter((name) => name !== mesh.name)
        .map((name): Neighbour => {
          const groupIds = groups.filter(({ tags }) => tags[tagKeys.mesh] === name).map(({ id }) => id);
          return { mesh: name, region, vpcId, groupIds };
        });
    })
    .toSorted((a, b) => (`${a.mesh} ${a.region}` < `${b.mesh} ${b.region}` ? -1 : 1));
}

/** One note for each other mesh: which, where, and what follows. */
export function neighbourNotes(mesh: DesiredMesh, observation: MeshObservation): readonly string[] {
  const all = neighboursOf(mesh, observation);
  return [...new Set(all.map((one) => one.mesh))].map((name) => {
    const where = all
      .filter((one) => one.mesh === name)
      .map(({ region, vpcId, groupIds }) => `${vpcId} (${region}, ${groupIds.join(', ')})`);
    return (
      `another mesh, ${name}, or what is left of it, is in ${where.join(' and ')}: ` +
      `the two share a VPC only while they carry different networks, for a route of ${name} to a network of ${mesh.name} ` +
      `stops apply; if ${name} is not wanted any more, run \`vpnmesh destroy\` with its own spec`
    );
  });
}

/** Names of the other meshes in a VPC, for whoever finds something there that is not ours. */
export function otherMeshesIn(mesh: DesiredMesh, observation: MeshObservation, vpcId: string): readonly string[] {
  return [
    ...new Set(
      neighboursOf(mesh, observation)
        .filter((one) => one.vpcId === vpcId)
        .map((one) => one.mesh),
    ),
  ];
}
