/** Routes to the other members' networks, always by network interface. */
import {
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  paginateDescribeRouteTables,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import type { RegionCloud, RouteInput } from '#ports/cloud.ts';
import { CloudError } from '#ports/cloud-error.ts';
import type { RegionClients } from './clients.ts';
import { insist, settling, untilGone, untilVisible } from './eventual-consistency.ts';
import { codeOf } from './failure.ts';
import { pages } from './lists.ts';

function parameters({ tableId, destination, interfaceId }: RouteInput) {
  return { RouteTableId: tableId, DestinationCidrBlock: destination, NetworkInterfaceId: interfaceId };
}

export function routeCalls({
  ec2,
  region,
}: RegionClients): Pick<RegionCloud, 'createRoute' | 'replaceRoute' | 'deleteRoute'> {
  /** Id of the interface that the table's route to the destination leads to; undefined when it leads to anything else. */
  const targetOf = async ({ tableId, destination }: RouteInput): Promise<string | undefined> => {
    const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [tableId] }));
    return RouteTables?.[0]?.Routes?.find((route) => route.DestinationCidrBlock === destination)?.NetworkInterfaceId;
  };
  return {
    createRoute: async (input) => {
      try {
        await insist(() => ec2.send(new CreateRouteCommand(parameters(input))), untilVisible, settling);
      } catch (error) {
        if (codeOf(error) !== 'RouteAlreadyExists') throw error;
        const there = await targetOf(input);
        if (there === input.interfaceId) return;
        throw new CloudError(
          'exists',
          { action: 'ec2:CreateRoute', region, code: 'RouteAlreadyExists' },
          `${input.tableId} in ${region} got a route to ${input.destination} since the plan was made (target ${there ?? 'unknown'})`,
          'delete that route if the mesh should carry it, then run the same command again',
        );
      }
    },
    replaceRoute: async (input) => {
      await insist(() => ec2.send(new ReplaceRouteCommand(parameters(input))), untilVisible, settling);
    },
    deleteRoute: async (tableId, destination) => {
      const remove = () =>
        ec2.send(new DeleteRouteCommand({ RouteTableId: tableId, DestinationCidrBlock: destination }));
      const isListed = async (): Promise<boolean> => {
        const Filters = [{ Name: 'route-table-id', Values: [tableId] }];
        const tables = await pages(
          paginateDescribeRouteTables({ client: ec2 }, { Filters }),
          (page) => page.RouteTables,
        );
        return tables.some(({ Routes = [] }) => Routes.some((one) => one.DestinationCidrBlock === destination));
      };
      await untilGone({ remove, isListed });
    },
  };
}
