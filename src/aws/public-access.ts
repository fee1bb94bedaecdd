/**
 * VPC Block Public Access, which keeps the traffic of Internet gateways from subnets that look public. DescribeSubnets
 * tells a subnet's mode; whether that heeds exclusions AWS does not say, so those are asked for where the mode is on.
 */
import {
  DescribeVpcBlockPublicAccessExclusionsCommand,
  type EC2Client,
  type VpcBlockPublicAccessExclusion,
} from '@aws-sdk/client-ec2';
import type { ObservedSubnet } from '#mesh/observed/observation.ts';
import { codeOf, failureOf } from './failure.ts';
import { need } from './translate.ts';

const inForce = new Set(['create-complete', 'update-complete', 'update-in-progress', 'delete-in-progress']);

/** The subnets with `blocked` as it really is. @throws what is wrong with the credentials */
export async function withExclusions(
  ec2: EC2Client,
  subnets: readonly ObservedSubnet[],
): Promise<readonly ObservedSubnet[]> {
  if (!subnets.some(({ blocked }) => blocked !== undefined)) return subnets;
  const excluded = await exclusions(ec2);
  if (excluded === undefined) return subnets;
  return subnets.map(({ blocked, ...subnet }) =>
    blocked === undefined || excluded.has(subnet.id) || excluded.has(subnet.vpcId)
      ? subnet
      : { ...subnet, blocked: { ...blocked, certain: true } },
  );
}

/** Ids of VPCs and subnets that may be reached as well as reach; undefined where they may not be read. */
async function exclusions(client: EC2Client): Promise<ReadonlySet<string> | undefined> {
  try {
    const all = await listed(client);
    const open = all.filter(
      ({ InternetGatewayExclusionMode: mode, State = '' }) => mode === 'allow-bidirectional' && inForce.has(State),
    );
    return new Set(open.flatMap(({ ResourceArn = '' }) => ResourceArn.split('/').at(-1) ?? []));
  } catch (error) {
    if (failureOf(codeOf(error)) === 'credentials') throw error;
    return undefined;
  }
}

/** The SDK has no paginator for it. */
async function listed(client: EC2Client): Promise<readonly VpcBlockPublicAccessExclusion[]> {
  const all: VpcBlockPublicAccessExclusion[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new DescribeVpcBlockPublicAccessExclusionsCommand(token === undefined ? {} : { NextToken: token }),
    );
    all.push(...need(page.VpcBlockPublicAccessExclusions, 'its list'));
    token = page.NextToken;
  } while (token !== undefined && token !== '');
  return all;
}
