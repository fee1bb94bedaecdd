/** What the reader of a plan should know besides its steps. */
import type { DesiredMesh } from './desired.ts';
import type { MeshObservation } from './observation.ts';
import type { Planning } from './plan.ts';

export function unseenNotes(observation: MeshObservation): readonly string[] {
  return observation.unseen.map(
    ({ region, why }) =>
      `${region} could not be looked at (${why}): a member that left the mesh there would not be seen`,
  );
}

/** What the spec says and a concentrator that stands does not follow by itself: an instance is not resized, an interface not moved. */
export function standstillNotes({ mesh, standing }: Pick<Planning, 'mesh' | 'standing'>): readonly string[] {
  return mesh.concentrators.flatMap(({ name, member, instanceType }) => {
    const { instance, interface: nic } = standing(name);
    const listed = subnetsOf(mesh, member);
    return [
      ...(instance === undefined || instance.instanceType === instanceType
        ? []
        : [
            `${name} runs on ${instance.instanceType}, the spec says ${instanceType}: an instance that stands is not resized; ` +
              `stop ${instance.id}, change its type and run apply, or terminate it and apply replaces it behind the same address`,
          ]),
      ...(nic === undefined || listed === undefined || listed.includes(nic.subnetId)
        ? []
        : [
            `${name} stands in ${nic.subnetId}, which the spec does not list: an interface cannot move; ` +
              'take the member out of the spec, apply, and put it in again to have it built anew',
          ]),
    ];
  });
}

function subnetsOf({ spec }: DesiredMesh, member: string): readonly string[] | undefined {
  return spec.members.find((one) => (one.name ?? one.region) === member)?.subnets;
}
