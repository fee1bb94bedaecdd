/** Members whose networks overlap, and hints against it. */

import { overlaps } from '#mesh/cidr.ts';
import type { SpecProblem } from '#mesh/errors.ts';
import type { RegionObservation } from '#mesh/observed/observation.ts';
import type { SpecMember } from './schema.ts';
import type { SpecPath } from './spec.ts';

/** Reports a problem and its place in the spec. */
export type Fault = (path: SpecPath, message: string, hint: string, kind?: SpecProblem['kind']) => undefined;

/** A member with its VPC as it is. */
export interface Resolved {
  readonly member: SpecMember;
  readonly path: SpecPath;
  readonly name: string;
  readonly region: RegionObservation;
  readonly vpcId: string;
  readonly vpcCidrs: readonly string[];
  readonly cidrs: readonly string[];
}

/** Forbidden overlaps: a network that both members advertise, or that one advertises and the other's VPC contains. */
export function refuseOverlaps(one: Resolved, other: Resolved, fault: Fault): void {
  const meeting = (mine: readonly string[], theirs: readonly string[]): string | undefined =>
    mine.flatMap((a) => theirs.filter((b) => overlaps(a, b)).map((b) => `${a} and ${b}`))[0];
  const own = ({ vpcCidrs }: Resolved, than: Resolved): readonly string[] =>
    vpcCidrs.filter((cidr) => meeting([cidr], than.vpcCidrs) === undefined);
  /** A member without `advertise` can be narrowed to the networks that only its VPC has. */
  const narrowed = (...all: readonly (readonly [Resolved, Resolved])[]): string | undefined =>
    all.every(([mine, than]) => mine.member.advertise === undefined && own(mine, than).length > 0)
      ? `advertise only networks that no other VPC has: ${all.map(([mine, than]) => `\`advertise: [${own(mine, than).join(', ')}]\` for ${mine.name}`).join(' and ')}`
      : undefined;
  const apart = (far: Resolved, near: Resolved): string =>
    `addresses in ${near.name}'s VPC reach its own machines, so \`advertise\` cannot help: remove one of the two members, ` +
    `or add a secondary CIDR that no other VPC has to ${far.name}, move the machines into it, and advertise only that CIDR`;
  const both = meeting(other.cidrs, one.cidrs);
  if (both !== undefined) {
    fault(
      [...one.path, 'vpc'],
      `members ${other.name} and ${one.name} overlap (${both})`,
      meeting(other.vpcCidrs, one.vpcCidrs) === undefined
        ? 'advertise only networks that no other member has (`advertise: […]`), or remove one of the members'
        : (narrowed([other, one], [one, other]) ?? apart(one, other)),
      'overlap',
    );
    return;
  }
  for (const [far, near] of [
    [other, one],
    [one, other],
  ] as const) {
    const inside = meeting(far.cidrs, near.vpcCidrs);
    if (inside === undefined) continue;
    fault(
      [...far.path, far.member.advertise === undefined ? 'vpc' : 'advertise'],
      `${far.name} advertises a network that the VPC of ${near.name} also has (${inside})`,
      narrowed([far, near]) ?? apart(far, near),
      'overlap',
    );
    return;
  }
}
