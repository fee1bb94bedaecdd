/**
 * Reading what an operator chooses members from: two waves of Describe calls, and one where a region has no VPC; a third one
 * where VPC Block Public Access is on.
 */
import { paginateDescribeSecurityGroups } from '@aws-sdk/client-ec2';
import { tagKeys } from '#mesh/names.ts';
import type { RegionSurvey } from '#mesh/observed/survey.ts';
import { isPublic, standingFault } from '#mesh/placement.ts';
import type { RegionClients } from './clients.ts';
import { listsInside, pages, taggedLists } from './lists.ts';
import { withExclusions } from './public-access.ts';
import { usableSubnets, usableVpcs } from './translate.ts';
import { toRouteTable } from './translate-routes.ts';

/** @throws CloudError */
export async function surveyRegion({ ec2: client, region }: RegionClients): Promise<RegionSurvey> {
  const vpcs = usableVpcs(await taggedLists(client, '').vpcs()).usable;
  if (vpcs.length === 0) return { region, vpcs: [] };
  const inside = listsInside(
    client,
    vpcs.map(({ id }) => id),
  );
  const ofAnyMesh = { Filters: [{ Name: 'tag-key', Values: [tagKeys.mesh] }] };
  const [subnets, tables, groups] = await Promise.all([
    inside.subnets(),
    inside.routeTables(),
    pages(paginateDescribeSecurityGroups({ client }, ofAnyMesh), (page) => page.SecurityGroups),
  ]);
  const routeTables = tables.map(toRouteTable);
  const usable = await withExclusions(client, usableSubnets(subnets).usable);
  const meshesIn = (vpcId: string): readonly string[] => [
    ...new Set(
      groups
        .filter((group) => group.VpcId === vpcId)
        .flatMap(({ Tags }) => Tags?.find(({ Key }) => Key === tagKeys.mesh)?.Value ?? []),
    ),
  ];
  return {
    region,
    vpcs: vpcs.map(({ name, ...vpc }) => ({
      ...vpc,
      ...shown(name),
      region,
      subnets: usable
        .filter(({ vpcId }) => vpcId === vpc.id)
        .map((subnet) => {
          const { id, zone, cidr } = subnet;
          const open = isPublic({ routeTables }, vpc.id, id);
          const fault = open ? standingFault(region, subnet) : undefined;
          return { id, zone, cidr, isPublic: open, ...(fault === undefined ? {} : { fault }) };
        })
        .toSorted((a, b) => (`${a.zone} ${a.id}` < `${b.zone} ${b.id}` ? -1 : 1)),
      meshes: meshesIn(vpc.id),
    })),
  };
}

/** A Name as one line of a list: line feeds and tabs are blanks there, and one of blanks alone is none. */
function shown(name = ''): { readonly name?: string } {
  const line = name.replace(/\s+/g, ' ').trim();
  return line === '' ? {} : { name: line };
}
