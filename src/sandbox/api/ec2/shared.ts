/** VPCs that another account shares with this one: its participants see them, and change none of what is the owner's. */
import type { Call } from '#sandbox/api/call.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';

export const ownerOf = ({ region, world }: Pick<Call, 'region' | 'world'>, vpcId: string): string =>
  region.vpcs.get(vpcId)?.owner ?? world.accountId;

/** @throws ApiError UnauthorizedOperation for routes, ACLs, gateways and subnets of an owner's */
export function mustOwn(call: Pick<Call, 'region' | 'world'>, vpcId: string): void {
  if (ownerOf(call, vpcId) === call.world.accountId) return;
  throw new ApiError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
}
