/** Routes to the other members' networks, always by network interface. */
import { CreateRouteCommand, DeleteRouteCommand, ReplaceRouteCommand } from '@aws-sdk/client-ec2';
import type { RegionCloud, RouteInput } from '#ports/cloud.ts';
import type { RegionClients } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';
import { insist, untilVisible } from './patience.ts';

const settle = { timeoutMs: 30_000 };

function parameters({ tableId, destination, interfaceId }: RouteInput) {
  return { RouteTableId: tableId, DestinationCidrBlock: destination, NetworkInterfaceId: interfaceId };
}

export function routeCalls({ ec2 }: RegionClients): Pick<RegionCloud, 'createRoute' | 'replaceRoute' | 'deleteRoute'> {
  return {
    createRoute: async (input) => {
      await insist(() => ec2.send(new CreateRouteCommand(parameters(input))), untilVisible, settle);
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
