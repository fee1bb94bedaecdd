/** Obstacles that would stop a build halfway, as far as the observation shows them. Pure. */

import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired-mesh.ts';
import { type AclQuestion, aclAnswer } from '#mesh/observed/acl.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import { effectiveTable, isPublic } from '#mesh/placement.ts';
import { type Found, mergeObstacles, nothingFound } from './obstacle.ts';

/**
 * Whether the subnet has Internet access and its network ACL allows the tunnels, both directions.
 * @param addressOf Elastic IP of a concentrator, undefined while it has none
 */
export function networkObstacles(
  mesh: DesiredMesh,
  one: DesiredConcentrator,
  observation: MeshObservation,
  addressOf: (concentrator: string) => string | undefined,
): Found {
  const region = observation.regions.find((each) => each.region === one.region);
  if (region === undefined) return nothingFound;
  const table = effectiveTable(region, one.vpcId, one.subnetId);
  const closed: Found = {
    obstacles: isPublic(region, one.vpcId, one.subnetId)
      ? []
      : [
          {
            what: `${one.subnetId} (${one.region}), the subnet of ${one.name}, has no route to an Internet gateway`,
            next: `add a route 0.0.0.0/0 to an Internet gateway in ${table?.id ?? 'its route table'}`,
          },
        ],
    notes: blockedNotes(region, one),
  };
  return mergeObstacles([closed, ...aclObstacles(mesh, one, region, addressOf)]);
}

/** A subnet that is known not to be excluded never gets a concentrator. */
function blockedNotes(
  { region, subnets }: RegionObservation,
  { subnetId, name }: DesiredConcentrator,
): readonly string[] {
  const blocked = subnets.find(({ id }) => id === subnetId)?.blocked;
  if (blocked === undefined || blocked.certain) return [];
  return [
    `VPC Block Public Access (${blocked.mode}) is on in ${region}, and whether it excludes ${subnetId}, the subnet of ${name}, ` +
      'could not be read (ec2:DescribeVpcBlockPublicAccessExclusions): without an exclusion it has no Internet access',
  ];
}

function aclObstacles(
  mesh: DesiredMesh,
  one: DesiredConcentrator,
  region: RegionObservation,
  addressOf: (concentrator: string) => string | undefined,
): readonly Found[] {
  const acl = region.networkAcls.find(({ subnetIds }) => subnetIds.includes(one.subnetId));
  if (acl === undefined) return [];
  const addresses = one.peers.map(addressOf);
  const known = addresses.flatMap((address) => (address === undefined ? [] : [`${address}/32`]));
  // A peer that has no address yet may get any.
  const peers = known.length < addresses.length ? [...known, '0.0.0.0/0'] : known;
  const both = (protocol: AclQuestion['protocol'], port: number | undefined, cidrs: readonly string[]) =>
    [false, true].flatMap((egress) =>
      cidrs.map((cidr): AclQuestion => ({ egress, protocol, cidr, ...(port === undefined ? {} : { port }) })),
    );
  const questions = [
    ...both(17, 500, peers),
    ...both(17, 4500, peers),
    ...both(1, undefined, peers),
    ...both(1, undefined, one.vpcCidrs),
    ...mesh.spec.ssh.from.map((cidr): AclQuestion => ({ egress: false, protocol: 6, port: 22, cidr })),
  ];
  const words = (question: AclQuestion): string =>
    `${describeQuestion(question)} ${question.egress ? 'to' : 'from'} ${question.cidr === '0.0.0.0/0' ? 'peers' : question.cidr}`;
  const answered = (answer: 'deny' | 'partly'): readonly string[] => [
    ...new Set(questions.filter((question) => aclAnswer(acl.entries, question) === answer).map(words)),
  ];
  const [denied, partly] = [answered('deny'), answered('partly')];
  const where = `network ACL ${acl.id} (${one.region}) of ${one.subnetId}`;
  return [
    {
      obstacles:
        denied.length === 0 ? [] : [{ what: `${where} denies ${denied.join(', ')}`, next: `allow that in ${acl.id}` }],
      notes:
        partly.length === 0
          ? []
          : [`${where} allows only part of ${partly.join(', ')}: make sure that it covers the peers' addresses`],
    },
  ];
}

function describeQuestion({ protocol, port }: AclQuestion): string {
  if (protocol === 1) return 'ICMP';
  return `${protocol === 6 ? 'TCP' : 'UDP'} ${port}`;
}
