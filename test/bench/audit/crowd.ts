/** A hundred concentrators: their resources made by plain API calls, their hosts recorded ones, 100 ms away. */

import { createHash } from 'node:crypto';
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  DescribeImagesCommand,
  ModifyNetworkInterfaceAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import ssh2 from 'ssh2';
import { type BenchPlace, regions } from './place.ts';
import type { RecordedHost } from './recorded-hosts.ts';

export interface Member extends RecordedHost {
  readonly region: string;
  readonly vpc: string;
}

type Kind = 'security-group' | 'network-interface' | 'elastic-ip' | 'instance';

/** As the product tags what it makes. */
const tagged = (type: Kind, role: string, name: string, more: Readonly<Record<string, string>> = {}) => {
  const tags = {
    'vpnmesh:mesh': 'corp',
    'vpnmesh:role': role,
    'vpnmesh:concentrator': name,
    Name: `vpnmesh-corp-${name}`,
    ...more,
  };
  return {
    TagSpecifications: [{ ResourceType: type, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }],
  };
};

export function fingerprintOf(hostKey: string): string {
  const key = ssh2.utils.parseKey(hostKey);
  if (key instanceof Error) throw key;
  return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
}

/** Interfaces, addresses and instances; then the rules, which want all addresses. */
export async function crowd(place: BenchPlace, count: number, pin: string): Promise<readonly Member[]> {
  const quotas = { vpcs: 20, addresses: 20 };
  await place.control('settings', { consistencyMs: 0, transitionMs: 0, consoleDelayMs: 0, statusDelayMs: 0, quotas });
  const members: (Member & { readonly groups: readonly string[] })[] = [];
  await inTurns(count, 8, async (index) => {
    const region = regions[index % regions.length] ?? '';
    const name = `m${String(index).padStart(3, '0')}`;
    const ec2 = place.ec2(region);
    const { id: VpcId, subnetId: SubnetId } = await place.vpc(region, index + 10);
    // 60 rules a group, three a peer and one for the own network.
    const needed = Math.ceil((3 * (count - 1) + 1) / 59);
    const groups: string[] = [];
    for (let at = 0; at < needed; at += 1) {
      const GroupName = `vpnmesh-corp-${name}${at === 0 ? '' : `-${at + 1}`}`;
      const tags = tagged('security-group', 'group', name);
      const made = await ec2.send(new CreateSecurityGroupCommand({ VpcId, GroupName, Description: 'corp', ...tags }));
      groups.push(made.GroupId ?? '');
    }
    const nic = await ec2.send(
      new CreateNetworkInterfaceCommand({
        SubnetId,
        Groups: groups.slice(0, 5),
        ...tagged('network-interface', 'interface', name),
      }),
    );
    const NetworkInterfaceId = nic.NetworkInterface?.NetworkInterfaceId ?? '';
    await ec2.send(
      new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, SourceDestCheck: { Value: false } }),
    );
    const address = await ec2.send(new AllocateAddressCommand(tagged('elastic-ip', 'address', name)));
    await ec2.send(new AssociateAddressCommand({ AllocationId: address.AllocationId, NetworkInterfaceId }));
    const Filters = [{ Name: 'name', Values: ['debian-12-amd64-*'] }];
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['136693071363'], Filters }));
    await ec2.send(
      new RunInstancesCommand({
        ImageId: Images?.[0]?.ImageId,
        InstanceType: 't3.small',
        MinCount: 1,
        MaxCount: 1,
        NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId }],
        ...tagged('instance', 'concentrator', name, { 'vpnmesh:ssh-host-key': pin, 'vpnmesh:applied': 'bench' }),
      }),
    );
    const privateIp = nic.NetworkInterface?.PrivateIpAddress ?? '';
    members.push({ name, region, vpc: VpcId, privateIp, publicIp: address.PublicIp ?? '', groups });
  });
  members.sort((a, b) => (a.name < b.name ? -1 : 1));
  await inTurns(count, 8, async (index) => {
    const one = members[index];
    if (one === undefined) return;
    const rules = members
      .filter(({ name }) => name !== one.name)
      .flatMap(({ publicIp }) =>
        [500, 4500, -1].map((port) => ({
          IpProtocol: port === -1 ? 'icmp' : 'udp',
          FromPort: port,
          ToPort: port,
          IpRanges: [{ CidrIp: `${publicIp}/32` }],
        })),
      );
    for (const [at, GroupId] of one.groups.entries()) {
      const IpPermissions = rules.slice(at * 59, (at + 1) * 59);
      await place.ec2(one.region).send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    }
  });
  return members;
}

/** So many at once as is said, each with its number. */
async function inTurns(count: number, width: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
