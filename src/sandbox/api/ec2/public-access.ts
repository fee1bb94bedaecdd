/** VPC Block Public Access: what keeps traffic of Internet gateways out of a region's VPCs, and whom it leaves alone. */
import { type Actions, type Call, type QueryAction, reads } from '#sandbox/api/call.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { filtered, page } from './describe.ts';
import { notFound } from './kinds.ts';

type Where = Pick<Call, 'world' | 'regionName'>;

const modeOf = ({ world, regionName }: Where): string => world.settings.blockPublicAccess[regionName] ?? 'off';

/** As DescribeVpcs and DescribeSubnets say it. @param ids what an exclusion may name: the VPC, the subnet */
export function publicAccess(call: Where, ...ids: readonly string[]): XmlObject {
  const excluded = ids.some((id) => call.world.settings.publicAccessExclusions[id] === 'allow-bidirectional');
  return { internetGatewayBlockMode: excluded ? 'off' : modeOf(call) };
}

const typeOf = (id: string): string => (id.startsWith('subnet-') ? 'subnet' : 'vpc');

export const publicAccessActions: Actions<QueryAction> = {
  DescribeVpcBlockPublicAccessOptions: reads((call) => {
    const mode = modeOf(call);
    return {
      vpcBlockPublicAccessOptions: {
        awsAccountId: call.world.accountId,
        awsRegion: call.regionName,
        state: mode === 'off' ? 'default-state' : 'update-complete',
        internetGatewayBlockMode: mode,
        reason: mode === 'off' ? 'Default State' : undefined,
        managedBy: 'account',
        exclusionsAllowed: 'allowed',
      },
    };
  }),
  DescribeVpcBlockPublicAccessExclusions: reads((call) => {
    const { region, regionName, world, params } = call;
    const all = Object.entries(world.settings.publicAccessExclusions)
      .filter(([id]) => region.vpcs.get(id) !== undefined || region.subnets.get(id) !== undefined)
      .map(([id, mode]) => ({
        exclusionId: id.replace(/^(vpc|subnet)-/, 'vpcbpa-exclude-'),
        internetGatewayExclusionMode: mode,
        resourceArn: `arn:aws:ec2:${regionName}:${world.accountId}:${typeOf(id)}/${id}`,
        state: 'create-complete',
        tagSet: [],
      }));
    const ids = params.texts('ExclusionId');
    const missing = ids.filter((id) => !all.some(({ exclusionId }) => exclusionId === id));
    if (missing.length > 0) throw notFound('vpcs', missing);
    const rows = filtered(
      call,
      all.filter(({ exclusionId }) => ids.length === 0 || ids.includes(exclusionId)),
      {
        'resource-arn': ({ resourceArn }) => [resourceArn],
        'internet-gateway-exclusion-mode': ({ internetGatewayExclusionMode }) => [internetGatewayExclusionMode],
        state: ({ state }) => [state],
      },
    );
    const shown = page(call, rows);
    return { vpcBlockPublicAccessExclusionSet: shown.rows, nextToken: shown.nextToken };
  }),
};
