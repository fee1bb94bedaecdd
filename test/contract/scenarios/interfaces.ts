/** Network interfaces. */
import {
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2';
import { given, meshFilter, newPlace, tags } from '../place.ts';
import { outcome, type Scenario } from '../scenario.ts';

export const interfaceLife: Scenario = {
  name: 'a network interface',
  run: async ({ ec2 }, see) => {
    const { subnetId: SubnetId, groupId, vpcId: VpcId } = await newPlace(ec2);
    const create = {
      SubnetId,
      Groups: [groupId],
      Description: 'of a concentrator',
      ClientToken: 'contract-interface',
      TagSpecifications: tags('network-interface', 'nic'),
    };
    const made = given((await ec2.send(new CreateNetworkInterfaceCommand(create))).NetworkInterface);
    const NetworkInterfaceId = given(made.NetworkInterfaceId);
    see('made', [made.SubnetId, made.VpcId, made.Description, made.PrivateIpAddress?.startsWith('10.90.1.')]);
    see('checks source and destination at first', made.SourceDestCheck);
    const look = async () => {
      const { NetworkInterfaces = [] } = await ec2.send(
        new DescribeNetworkInterfacesCommand({ Filters: meshFilter('nic') }),
      );
      return NetworkInterfaces.map((one) => [
        one.NetworkInterfaceId,
        one.SourceDestCheck,
        one.Groups?.map((group) => group.GroupId),
        one.Attachment?.InstanceId,
      ]);
    };
    see(
      'status when free',
      (await ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [NetworkInterfaceId] })))
        .NetworkInterfaces?.[0]?.Status,
    );
    const modify = (change: object) =>
      outcome(ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, ...change })));
    see('check taken off', await modify({ SourceDestCheck: { Value: false } }));
    const other = await ec2.send(new CreateSecurityGroupCommand({ VpcId, GroupName: 'other', Description: 'other' }));
    see('other groups', await modify({ Groups: [groupId, given(other.GroupId)] }));
    see('found by tag', await look());
    see('a group that is not there', await modify({ Groups: ['sg-00000000'] }));
    see(
      'with the token again',
      (await ec2.send(new CreateNetworkInterfaceCommand(create))).NetworkInterface?.NetworkInterfaceId,
    );
  },
};

export const interfaceDeletion: Scenario = {
  name: 'a network interface that goes',
  run: async ({ ec2 }, see) => {
    const { subnetId: SubnetId } = await newPlace(ec2);
    const made = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId }));
    const NetworkInterfaceId = given(made.NetworkInterface?.NetworkInterfaceId);
    see('deleted', await outcome(ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }))));
    see('deleted again', await outcome(ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }))));
    const gone = new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [NetworkInterfaceId] });
    see('asked for when gone', await outcome(ec2.send(gone)));
    const modify = new ModifyNetworkInterfaceAttributeCommand({
      NetworkInterfaceId,
      SourceDestCheck: { Value: false },
    });
    see('changed when gone', await outcome(ec2.send(modify)));
    const nowhere = new CreateNetworkInterfaceCommand({ SubnetId: 'subnet-00000000' });
    see('made in a subnet that is not there', await outcome(ec2.send(nowhere)));
  },
};
