/** Elastic IPs and network interfaces. */
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  CreateNetworkInterfaceCommand,
  DeleteNetworkInterfaceCommand,
  DescribeAddressesCommand,
  DescribeNetworkInterfacesCommand,
  DisassociateAddressCommand,
  ModifyNetworkInterfaceAttributeCommand,
  paginateDescribeNetworkInterfaces,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2';
import type { Tags } from '#mesh/names.ts';
import type { RegionCloud } from '#ports/cloud.ts';
import { untilUnspent } from './client-token.ts';
import type { RegionClients } from './clients.ts';
import { insist, settling, untilFree, untilGone, untilVisible } from './eventual-consistency.ts';
import { codeOf, failureOf } from './failure.ts';
import { pages } from './lists.ts';
import { tagged } from './tagging.ts';
import { need, toAddress } from './translate.ts';

type Addresses = Pick<
  RegionCloud,
  | 'allocateAddress'
  | 'associateAddress'
  | 'releaseAddress'
  | 'addressesInUse'
  | 'createInterface'
  | 'disableSourceDestCheck'
  | 'setInterfaceGroups'
  | 'deleteInterface'
>;

const gone = (error: unknown): boolean => failureOf(codeOf(error)) === 'not-found';

export function addressCalls(clients: RegionClients): Addresses {
  const { ec2 } = clients;
  /** One with these tags that waits for an interface: one that is on an interface is in use, or about to go with it. */
  const find = async (tags: Tags) => {
    const Filters = Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
    const { Addresses } = await ec2.send(new DescribeAddressesCommand({ Filters }));
    return (Addresses ?? []).map(toAddress).find(({ interfaceId }) => interfaceId === undefined);
  };
  /** False for what a token once made and somebody has deleted since: AWS answers with it all the same. */
  const isThere = async (id: string): Promise<boolean> => {
    const ask = () => ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] }));
    try {
      await insist(ask, untilVisible, { timeoutMs: 10_000 });
      return true;
    } catch (error) {
      if (gone(error)) return false;
      throw error;
    }
  };
  return {
    allocateAddress: async (tags) => {
      const allocate = async () => {
        const there = await find(tags);
        if (there !== undefined) return there;
        const made = await clients.ec2Once.send(
          new AllocateAddressCommand({ Domain: 'vpc', TagSpecifications: tagged('elastic-ip', tags) }),
        );
        return {
          allocationId: need(made.AllocationId, 'the allocation id'),
          ip: need(made.PublicIp, 'the Elastic IP'),
        };
      };
      const { allocationId, ip } = await insist(
        allocate,
        (code) => ['throttled', 'unreachable'].includes(failureOf(code)),
        settling,
      );
      return { allocationId, ip };
    },
    associateAddress: async (allocationId, interfaceId) => {
      await insist(
        () =>
          ec2.send(
            new AssociateAddressCommand({
              AllocationId: allocationId,
              NetworkInterfaceId: interfaceId,
              AllowReassociation: true,
            }),
          ),
        untilVisible,
        settling,
      );
    },
    releaseAddress: async (allocationId) => {
      const listed = async () => {
        const Filters = [{ Name: 'allocation-id', Values: [allocationId] }];
        const { Addresses } = await ec2.send(new DescribeAddressesCommand({ Filters }));
        return need(Addresses, 'its list')[0];
      };
      const remove = async () => {
        const association = (await listed())?.AssociationId;
        if (association !== undefined) await ec2.send(new DisassociateAddressCommand({ AssociationId: association }));
        await insist(
          () => ec2.send(new ReleaseAddressCommand({ AllocationId: allocationId })),
          (code) => untilFree(code) || code === 'InvalidIPAddress.InUse',
          settling,
        );
      };
      await untilGone({ remove, isListed: async () => (await listed()) !== undefined });
    },
    addressesInUse: async () => (await ec2.send(new DescribeAddressesCommand({}))).Addresses?.length ?? 0,
    createInterface: async ({ subnetId, groupIds, token, description, tags }) => {
      const create = (ClientToken: string) =>
        insist(
          () =>
            ec2.send(
              new CreateNetworkInterfaceCommand({
                SubnetId: subnetId,
                Groups: [...groupIds],
                ClientToken,
                Description: description,
                TagSpecifications: tagged('network-interface', tags),
              }),
            ),
          untilVisible,
          settling,
        );
      const made = await untilUnspent(token, async (ClientToken) => {
        const { NetworkInterface } = await create(ClientToken);
        const id = need(NetworkInterface?.NetworkInterfaceId, 'the network interface id');
        return (await isThere(id)) ? NetworkInterface : undefined;
      });
      return {
        id: need(made.NetworkInterfaceId, 'the network interface id'),
        privateIp: need(made.PrivateIpAddress, "the network interface's address"),
      };
    },
    disableSourceDestCheck: async (interfaceId) => {
      await insist(
        () =>
          ec2.send(
            new ModifyNetworkInterfaceAttributeCommand({
              NetworkInterfaceId: interfaceId,
              SourceDestCheck: { Value: false },
            }),
          ),
        untilVisible,
        settling,
      );
    },
    setInterfaceGroups: async (interfaceId, groupIds) => {
      await insist(
        () =>
          ec2.send(
            new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: interfaceId, Groups: [...groupIds] }),
          ),
        untilVisible,
        settling,
      );
    },
    deleteInterface: async (interfaceId) => {
      const remove = () =>
        insist(
          () => ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: interfaceId })),
          (code) => untilFree(code) || code === 'InvalidParameterValue',
          { timeoutMs: 120_000 },
        );
      const isListed = async (): Promise<boolean> => {
        const Filters = [{ Name: 'network-interface-id', Values: [interfaceId] }];
        const there = paginateDescribeNetworkInterfaces({ client: ec2 }, { Filters });
        return (await pages(there, (page) => page.NetworkInterfaces)).length > 0;
      };
      await untilGone({ remove, isListed });
    },
  };
}
