import { fail, judgement, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { type Check, topic } from '#checks/subjects.ts';
import { overlaps } from '#mesh/cidr.ts';
import { allOf } from '#mesh/fact.ts';
import { counted } from '#mesh/plural.ts';

export const meshCidrOverlap: Check = {
  id: 'mesh.cidr-overlap',
  title: "Members' networks do not overlap",
  severity: 'critical',
  why: 'An address in two members’ networks is ambiguous: its traffic reaches one of them, which one is undefined.',
  remedy: byHand('Advertise only networks that no other member uses (`advertise: […]`), or remove one of the members.'),
  run: ({ mesh, spec, regions }) => [
    judgement({ type: 'vpnmesh::Mesh', id: mesh }, { vpcs: allOf(...regions.map(({ vpcs }) => vpcs)) }, ({ vpcs }) => {
      const members = spec.members.map((member) => {
        const here = vpcs[regions.findIndex(({ region }) => region === member.region)] ?? [];
        const vpc = here.find(({ id, name }) => id === member.vpc || name === member.vpc);
        const cidrs = member.advertise ?? vpc?.cidrs;
        if (cidrs === undefined || cidrs.length === 0) throw new Error(`${member.vpc} has no CIDR or does not exist`);
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
      if (clashes.length === 0) return pass(counted(members.length, 'member'), { expected: [], actual: [] });
      return fail(clashes.join(', '), { expected: [], actual: clashes, explains: [topic.spec] });
    }),
  ],
};
