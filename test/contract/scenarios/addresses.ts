/** Elastic IPs. */
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  CreateNetworkInterfaceCommand,
  DescribeAddressesCommand,
  DisassociateAddressCommand,
  type EC2Client,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2';
import { given, meshFilter, newPlace, tags } from '../place.ts';
import { outcome, type Scenario } from '../scenario.ts';

async function interfaceIn(ec2: EC2Client, SubnetId: string): Promise<string> {
  const made = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId }));
  return given(made.NetworkInterface?.NetworkInterfaceId);
}

export const addressLife: Scenario = {
  name: 'an Elastic IP',
  run: async ({ ec2 }, see) => {
    const { subnetId } = await newPlace(ec2);
    const made = await ec2.send(
      new AllocateAddressCommand({ Domain: 'vpc', TagSpecifications: tags('elastic-ip', 'eip') }),
    );
    const AllocationId = given(made.AllocationId);
    see('allocated', [made.Domain, typeof made.PublicIp]);
    const look = async () => {
      const { Addresses } = await ec2.send(new DescribeAddressesCommand({ Filters: meshFilter('eip') }));
      return Addresses?.map((one) => [
        one.AllocationId,
        one.NetworkInterfaceId,
        one.AssociationId,
        one.PrivateIpAddress !== undefined,
      ]);
    };
    see('found by tag, free', await look());
    const [first, second] = [await interfaceIn(ec2, subnetId), await interfaceIn(ec2, subnetId)];
    const to = (NetworkInterfaceId: string, AllowReassociation: boolean) =>
      ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId, AllowReassociation }));
    see('associated', await outcome(to(first, true)));
    see('associated again with the same', await outcome(to(first, true)));
    see('found by tag, in use', await look());
    see('moved without leave', await outcome(to(second, false)));
    see('moved with leave', await outcome(to(second, true)));
    see(
      'where it is now',
      (await look())?.map(([, nic]) => nic),
    );
    see('released in use', await outcome(ec2.send(new ReleaseAddressCommand({ AllocationId }))));
  },
};

export const addressRelease: Scenario = {
  name: 'an Elastic IP that is given back',
  run: async ({ ec2 }, see) => {
    const { subnetId } = await newPlace(ec2);
    const AllocationId = given((await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))).AllocationId);
    const NetworkInterfaceId = await interfaceIn(ec2, subnetId);
    const { AssociationId } = await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId }));
    see('taken off', await outcome(ec2.send(new DisassociateAddressCommand({ AssociationId }))));
    see('taken off again', await outcome(ec2.send(new DisassociateAddressCommand({ AssociationId }))));
    see('released', await outcome(ec2.send(new ReleaseAddressCommand({ AllocationId }))));
    see('released again', await outcome(ec2.send(new ReleaseAddressCommand({ AllocationId }))));
    const gone = new DescribeAddressesCommand({ AllocationIds: [AllocationId] });
    see('asked for when gone', await outcome(ec2.send(gone)));
    see(
      'associated when gone',
      await outcome(ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId }))),
    );
  },
};
