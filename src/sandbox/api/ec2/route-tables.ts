/** Route tables and which subnets they serve. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import type { RouteTable, TableAssociation } from '#sandbox/api/store/network-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { once } from './client-token.ts';
import { describe } from './describe.ts';
import { dependencyViolation, need } from './kinds.ts';
import { renderRoute, routeState } from './routes.ts';
import { mustOwn, ownerOf } from './shared.ts';
import { tagSet, tagsOnCreate } from './tags.ts';
import { localRoutes } from './vpc-cidrs.ts';

/** The association that makes a table the VPC's main one. */
export const isMainOne = ({ subnetId, gatewayId }: TableAssociation): boolean =>
  subnetId === undefined && gatewayId === undefined;

const isMain = (table: RouteTable): boolean => table.associations.some(isMainOne);

const render = (table: RouteTable, call: QueryCall): XmlObject => ({
  routeTableId: table.id,
  vpcId: table.vpcId,
  ownerId: ownerOf(call, table.vpcId),
  routeSet: table.routes.map((route) => renderRoute(route, call)),
  associationSet: table.associations.map((one) => ({
    routeTableAssociationId: one.id,
    routeTableId: table.id,
    subnetId: one.subnetId,
    gatewayId: one.gatewayId,
    main: isMainOne(one),
    associationState: { state: 'associated' },
  })),
  propagatingVgwSet: (table.propagating ?? []).map((gatewayId) => ({ gatewayId })),
  tagSet: tagSet(table.tags),
});

const create = (call: QueryCall): RouteTable =>
  once(call, 'CreateRouteTable', 'routeTables', () => {
    const vpc = need(call.region, 'vpcs', call.params.need('VpcId'), call.now);
    return call.region.routeTables.put({
      id: newId('rtb'),
      tags: tagsOnCreate(call.params, 'routeTables'),
      visibleAt: call.now + call.world.settings.consistencyMs,
      vpcId: vpc.id,
      routes: localRoutes(vpc),
      associations: [],
    });
  });

/** Where an association is. @throws ApiError InvalidAssociationID.NotFound */
function association(call: QueryCall): { readonly table: RouteTable; readonly one: TableAssociation } {
  const id = call.params.need('AssociationId');
  for (const table of call.region.routeTables.all()) {
    const one = table.associations.find((candidate) => candidate.id === id);
    if (one !== undefined) return { table, one };
  }
  throw new ApiError('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
}

const without = (table: RouteTable, id: string): RouteTable => ({
  ...table,
  associations: table.associations.filter((one) => one.id !== id),
});

function associate({ region, params, now, world }: QueryCall): string {
  const table = need(region, 'routeTables', params.need('RouteTableId'), now);
  mustOwn({ region, world }, table.vpcId);
  const subnet = need(region, 'subnets', params.need('SubnetId'), now);
  if (subnet.vpcId !== table.vpcId) {
    throw new ApiError(
      'InvalidParameterValue',
      `Route table ${table.id} and subnet ${subnet.id} belong to different networks`,
    );
  }
  const present = region.routeTables
    .all()
    .flatMap((one) => one.associations.map((a) => ({ table: one.id, ...a })))
    .find((one) => one.subnetId === subnet.id);
  if (present?.table === table.id) return present.id;
  if (present !== undefined) {
    throw new ApiError(
      'Resource.AlreadyAssociated',
      `the specified association for route table ${table.id} conflicts with an existing association`,
    );
  }
  const id = newId('rtbassoc');
  region.routeTables.put({ ...table, associations: [...table.associations, { id, subnetId: subnet.id }] });
  return id;
}

function replace(call: QueryCall): string {
  const { table, one } = association(call);
  const next = need(call.region, 'routeTables', call.params.need('RouteTableId'), call.now);
  const id = newId('rtbassoc');
  call.region.routeTables.put(without(table, one.id));
  const target = call.region.routeTables.get(next.id) ?? next;
  call.region.routeTables.put({ ...target, associations: [...target.associations, { ...one, id }] });
  return id;
}

export const routeTableActions: Actions<QueryAction> = {
  CreateRouteTable: changes((call) => ({
    routeTable: render(create(call), call),
    clientToken: call.params.text('ClientToken'),
  })),
  DeleteRouteTable: changes(({ region, params, now }) => {
    const table = need(region, 'routeTables', params.need('RouteTableId'), now);
    if (table.associations.length > 0) {
      throw dependencyViolation(`The routeTable '${table.id}' has dependencies and cannot be deleted.`);
    }
    region.routeTables.delete(table.id);
    return { return: true };
  }),
  AssociateRouteTable: changes((call) => ({
    associationId: associate(call),
    associationState: { state: 'associated' },
  })),
  DisassociateRouteTable: changes((call) => {
    const { table, one } = association(call);
    if (isMainOne(one)) {
      throw new ApiError('InvalidParameterValue', `cannot disassociate the main route table association ${one.id}`);
    }
    call.region.routeTables.put(without(table, one.id));
    return { return: true };
  }),
  ReplaceRouteTableAssociation: changes((call) => ({
    newAssociationId: replace(call),
    associationState: { state: 'associated' },
  })),
  DescribeRouteTables: reads((call) =>
    describe({
      kind: 'routeTables',
      set: 'routeTableSet',
      ids: 'RouteTableId',
      filters: {
        'route-table-id': (table) => [table.id],
        'vpc-id': (table) => [table.vpcId],
        'association.main': (table) => (isMain(table) ? ['true'] : table.associations.length > 0 ? ['false'] : []),
        'association.gateway-id': (table) => table.associations.map((one) => one.gatewayId),
        'association.subnet-id': (table) => table.associations.map((one) => one.subnetId),
        'association.route-table-association-id': (table) => table.associations.map((one) => one.id),
        'association.route-table-id': (table) => (table.associations.length > 0 ? [table.id] : []),
        'route.destination-cidr-block': (table) => table.routes.map((route) => route.destination),
        'route.gateway-id': (table) =>
          table.routes.map(({ target }) =>
            target.kind === 'gateway' ? target.id : target.kind === 'local' ? 'local' : undefined,
          ),
        'route.network-interface-id': (table) =>
          table.routes.map(({ target }) => (target.kind === 'interface' ? target.id : undefined)),
        'route.state': (table) => table.routes.map((route) => routeState(route, call.region)),
        'route.origin': (table) => table.routes.map((route) => route.origin),
      },
      render,
    })(call),
  ),
};
