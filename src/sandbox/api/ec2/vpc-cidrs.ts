/** A VPC's networks: the one it was made with, and those that were added to it later. */
import { type Actions, changes, type QueryAction, type QueryCall } from '#sandbox/api/call.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import type { Route, Vpc } from '#sandbox/api/store/network-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { inside, isIpv4, normalCidr, overlap, parseCidr } from './cidrs.ts';
import { need } from './kinds.ts';

type Association = NonNullable<Vpc['secondary']>[number];

/** The primary one first. */
export function cidrsOf({ cidr, secondary = [] }: Vpc): readonly string[] {
  return [cidr, ...secondary.map((one) => one.cidr)];
}

export function localRoutes(vpc: Vpc): readonly Route[] {
  return cidrsOf(vpc).map((destination) => ({ destination, target: { kind: 'local' }, origin: 'CreateRouteTable' }));
}

export function renderAssociations({ cidr, cidrAssociationId, secondary = [] }: Vpc): readonly XmlObject[] {
  return [{ id: cidrAssociationId, cidr }, ...secondary].map((one) => renderAssociation(one, 'associated'));
}

function renderAssociation({ id, cidr }: Association, state: string): XmlObject {
  return { associationId: id, cidrBlock: cidr, cidrBlockState: { state } };
}

/** VPC User Guide, "VPC CIDR blocks": it must be smaller than every network that a route of the VPC leads to. */
function associate({ region, params, now }: QueryCall): readonly [Vpc, Association] {
  const vpc = need(region, 'vpcs', params.need('VpcId'), now);
  const cidr = normalCidr(params.need('CidrBlock'));
  const bits = Number(cidr.split('/')[1]);
  if (bits < 16 || bits > 28) throw new ApiError('InvalidVpc.Range', `The CIDR '${cidr}' is invalid.`);
  const block = parseCidr(cidr);
  const tables = region.routeTables.all().filter((one) => one.vpcId === vpc.id);
  const clash =
    cidrsOf(vpc).some((one) => overlap(parseCidr(one), block)) ||
    tables.some(({ routes }) =>
      routes.some(({ destination }) => isIpv4(destination) && inside(parseCidr(destination), block)),
    );
  if (clash) throw new ApiError('CidrConflict', `The CIDR '${cidr}' conflicts with another subnet or route`);
  const added = { id: newId('vpc-cidr-assoc'), cidr };
  region.vpcs.put({ ...vpc, secondary: [...(vpc.secondary ?? []), added] });
  const local: Route = { destination: cidr, target: { kind: 'local' }, origin: 'CreateRouteTable' };
  for (const table of tables) region.routeTables.put({ ...table, routes: [...table.routes, local] });
  return [vpc, added];
}

function disassociate({ region, params }: QueryCall): readonly [Vpc, Association] {
  const id = params.need('AssociationId');
  const vpc = region.vpcs.all().find(({ secondary = [] }) => secondary.some((one) => one.id === id));
  const gone = vpc?.secondary?.find((one) => one.id === id);
  if (vpc === undefined || gone === undefined) {
    const primary = region.vpcs.all().some(({ cidrAssociationId }) => cidrAssociationId === id);
    throw primary
      ? new ApiError('OperationNotPermitted', `The vpc CIDR block with association ID ${id} may not be disassociated.`)
      : new ApiError(
          'InvalidVpcCidrBlockAssociationID.NotFound',
          `The vpc CIDR block association '${id}' does not exist`,
        );
  }
  const block = parseCidr(gone.cidr);
  if (
    region.subnets.all().some((one) => one.vpcId === vpc.id && isIpv4(one.cidr) && inside(parseCidr(one.cidr), block))
  ) {
    throw new ApiError('DependencyViolation', `The vpc CIDR block with association ID ${id} has dependencies.`);
  }
  region.vpcs.put({ ...vpc, secondary: (vpc.secondary ?? []).filter((one) => one !== gone) });
  for (const table of region.routeTables.all().filter((one) => one.vpcId === vpc.id)) {
    const routes = table.routes.filter(({ destination }) => destination !== gone.cidr);
    region.routeTables.put({ ...table, routes });
  }
  return [vpc, gone];
}

const answer = ([vpc, one]: readonly [Vpc, Association], state: string): XmlObject => ({
  vpcId: vpc.id,
  cidrBlockAssociation: renderAssociation(one, state),
});

export const vpcCidrActions: Actions<QueryAction> = {
  AssociateVpcCidrBlock: changes((call) => answer(associate(call), 'associating')),
  DisassociateVpcCidrBlock: changes((call) => answer(disassociate(call), 'disassociating')),
};
