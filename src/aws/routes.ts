/** Routes to the other members' networks, always by network interface. */
import {
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { CloudError, type RegionCloud, type RouteInput } from '#ports/cloud.ts';
import type { RegionClients } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';
import { insist, untilVisible } from './patience.ts';

const settle = { timeoutMs: 30_000 };

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
        await insist(() => ec2.send(new CreateRouteCommand(parameters(input))), untilVisible, settle);
      } catch (error) {
        if (codeOf(error) !== 'RouteAlreadyExists') throw error;
        const there = await targetOf(input);
        if (there === input.interfaceId) return;
        throw new CloudError(
          'exists',
          { action: 'ec2:CreateRoute', region, code: 'RouteAlreadyExists' },
          `${input.tableId} in ${region} has had a route to ${input.destination} since the plan was made, to ${there ?? 'another target'}`,
          'delete that route if the mesh is to carry it, then run the same command again',
        );
      }
    },
    replaceRoute: async (input) => {
      await insist(() => ec2.send(new ReplaceRouteCommand(parameters(input))), untilVisible, settle);
    },
    deleteRoute: async (tableId, destination) => {
      try {
        await ec2.send(new DeleteRouteCommand({ RouteTableId: tableId, DestinationCidrBlock: destination }));
      } catch (error) {
        if (failureOf(codeOf(error)) !== 'not-found') throw error;
      }
    },
  };
}
