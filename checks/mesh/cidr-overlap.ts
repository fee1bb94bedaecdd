import { fail, judgement, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { type Check, topic } from '#checks/subjects.ts';
import { overlaps } from '#mesh/cidr.ts';
import { allOf } from '#mesh/fact.ts';

export const meshCidrOverlap: Check = {
  id: 'mesh.cidr-overlap',
  title: "No two members' networks overlap",
  severity: 'critical',
  why: 'An address that two members have leads to one of them, and nobody can say which.',
  remedy: byHand('Advertise only networks that no other member has (`advertise: […]`), or leave one of them out.'),
  run: ({ mesh, spec, regions }) => [
    judgement({ type: 'vpnmesh::Mesh', id: mesh }, { vpcs: allOf(...regions.map(({ vpcs }) => vpcs)) }, ({ vpcs }) => {
      const members = spec.members.map((member) => {
        const here = vpcs[regions.findIndex(({ region }) => region === member.region)] ?? [];
        const vpc = here.find(({ id, name }) => id === member.vpc || name === member.vpc);
        const cidrs = member.advertise ?? vpc?.cidrs;
        if (cidrs === undefined || cidrs.length === 0) throw new Error(`${member.vpc} has no network, or is not there`);
        return { name: member.name ?? member.region, cidrs };
      });
      const clashes = members.flatMap((one, index) =>
        members
          .slice(0, index)
          .flatMap((other) =>
            one.cidrs.flatMap((a) =>
              other.cidrs.filter((b) => overlaps(a, b)).map((b) => `${other.name} (${b}) and ${one.name} (${a})`),
            ),
          ),
      );
      if (clashes.length === 0) return pass(`${members.length} members`, { expected: [], actual: [] });
      return fail(clashes.join(', '), { expected: [], actual: clashes, explains: [topic.spec] });
    }),
  ],
};
