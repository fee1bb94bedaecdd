/** Route tables and routes. */
import {
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  DeleteNetworkInterfaceCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { given, newPlace } from '../place.ts';
import { outcome, type Scenario } from '../scenario.ts';

export const routes: Scenario = {
  name: 'routes to a network interface',
  run: async ({ ec2 }, see) => {
    const { vpcId: VpcId, subnetId: SubnetId } = await newPlace(ec2);
    const nic = async () =>
      given((await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId }))).NetworkInterface?.NetworkInterfaceId);
    const [first, second] = [await nic(), await nic()];
    see('interfaces', [first, second]);
    const table = await ec2.send(new CreateRouteTableCommand({ VpcId }));
    const RouteTableId = given(table.RouteTable?.RouteTableId);
    const DestinationCidrBlock = '10.91.0.0/16';
    const look = async () => {
      const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
      return RouteTables?.[0]?.Routes?.map((one) => [
        one.DestinationCidrBlock,
        one.GatewayId,
        one.NetworkInterfaceId,
        one.State,
      ]);
    };
    see('at first', await look());
    const route = (NetworkInterfaceId: string) => ({ RouteTableId, DestinationCidrBlock, NetworkInterfaceId });
    see('made', await outcome(ec2.send(new CreateRouteCommand(route(first)))));
    see('made again, the same', await outcome(ec2.send(new CreateRouteCommand(route(first)))));
    see('made again, another target', await outcome(ec2.send(new CreateRouteCommand(route(second)))));
    see('as read', await look());
    see('replaced', await outcome(ec2.send(new ReplaceRouteCommand(route(second)))));
    see('as read after', await look());
    await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: second }));
    see('when its interface is gone', await look());
    const one = { RouteTableId, DestinationCidrBlock };
    see('deleted', await outcome(ec2.send(new DeleteRouteCommand(one))));
    see('deleted again', await outcome(ec2.send(new DeleteRouteCommand(one))));
    see('replaced when gone', await outcome(ec2.send(new ReplaceRouteCommand(route(first)))));
    const elsewhere = { RouteTableId: 'rtb-00000000', DestinationCidrBlock, NetworkInterfaceId: first };
    see('in a table that is not there', await outcome(ec2.send(new CreateRouteCommand(elsewhere))));
    see('to an interface that is not there', await outcome(ec2.send(new CreateRouteCommand(route('eni-00000000')))));
  },
};

export const mainTable: Scenario = {
  name: 'the main route table of a VPC',
  run: async ({ ec2 }, see) => {
    const { vpcId } = await newPlace(ec2);
    const { RouteTables } = await ec2.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
    );
    see(
      'is there by itself',
      RouteTables?.map((one) => [
        one.Associations?.map(({ Main, SubnetId }) => [Main, SubnetId]),
        one.Routes?.map((each) => [each.DestinationCidrBlock, each.GatewayId, each.Origin]),
      ]),
    );
  },
};
