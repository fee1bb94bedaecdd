/** From the SDK's shapes to the product's. What AWS always sends is demanded here, once. */
import type {
  Address,
  Instance,
  IpPermission,
  KeyPairInfo,
  NetworkAcl,
  NetworkInterface,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  Tag,
  Vpc,
} from '@aws-sdk/client-ec2';
import type { Tags } from '#mesh/names.ts';
import type {
  IngressRule,
  InstanceState,
  ObservedAddress,
  ObservedGroup,
  ObservedInstance,
  ObservedInterface,
  ObservedKeyPair,
  ObservedNetworkAcl,
  ObservedSubnet,
  ObservedVpc,
  TaggedRule,
} from '#mesh/observed/observation.ts';
import { CloudError, incompleteAnswer } from '#ports/cloud-error.ts';

/** @throws CloudError `other` when AWS's answer lacks what the mesh cannot do without */
export function need<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw incomplete(`AWS's answer lacks ${what}`);
  return value;
}

function incomplete(message: string): CloudError {
  return new CloudError(
    'other',
    { action: 'read', region: '', code: incompleteAnswer },
    message,
    'run the command again; if it happens again, report it with this message',
  );
}

/** Of a list those that a mesh can use, and what is wrong with the rest. */
export function usable<From, To>(
  all: readonly From[],
  idOf: (one: From) => string | undefined,
  translate: (one: From) => To,
): { readonly usable: readonly To[]; readonly unusable: readonly { readonly id: string; readonly why: string }[] } {
  const found: To[] = [];
  const unusable: { id: string; why: string }[] = [];
  for (const one of all) {
    try {
      found.push(translate(one));
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      unusable.push({ id: idOf(one) ?? 'something without an id', why: error.message });
    }
  }
  return { usable: found, unusable };
}

/** Who owns a thing is told by tags of ours alone: one of them without its value is not nobody's. */
export function toTags(tags: readonly Tag[] | undefined): Tags {
  return Object.fromEntries(
    (tags ?? []).map(({ Key, Value }) => {
      const key = need(Key, 'a tag key');
      return [key, key.startsWith('vpnmesh:') ? need(Value, `the value of the tag ${key}`) : (Value ?? '')];
    }),
  );
}

/** A property that is left out when there is no value, as exactOptionalPropertyTypes wants it. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined || value === '' ? {} : { [key]: value }) as { readonly [P in K]?: V };
}

export function toVpc(vpc: Vpc): ObservedVpc {
  const cidrs = (vpc.CidrBlockAssociationSet ?? [])
    .filter(({ CidrBlockState }) => CidrBlockState?.State === undefined || CidrBlockState.State === 'associated')
    .flatMap(({ CidrBlock }) => CidrBlock ?? []);
  return {
    id: need(vpc.VpcId, 'a VPC id'),
    ...optional('name', toTags(vpc.Tags).Name),
    cidrs: cidrs.length > 0 ? cidrs : [need(vpc.CidrBlock, "a VPC's CIDR")],
    ...optional('owner', vpc.OwnerId),
  };
}

/** @throws CloudError for a subnet for IPv6 alone (DescribeSubnets, Ipv6Native) */
export function toSubnet(subnet: Subnet): ObservedSubnet {
  if (!subnet.CidrBlock) throw incomplete('it has no IPv4 CIDR');
  return {
    id: need(subnet.SubnetId, 'a subnet id'),
    vpcId: need(subnet.VpcId, "a subnet's VPC"),
    zone: need(subnet.AvailabilityZone, "a subnet's zone"),
    cidr: subnet.CidrBlock,
    ...optional('owner', subnet.OwnerId),
    ...optional('freeAddresses', subnet.AvailableIpAddressCount),
    ...blockedBy(subnet.BlockPublicAccessStates?.InternetGatewayBlockMode),
    ...(subnet.State === undefined || subnet.State === 'available' ? {} : { state: subnet.State }),
  };
}

const blockedBy = (mode: string | undefined): Pick<ObservedSubnet, 'blocked'> =>
  mode === undefined || mode === 'off' ? {} : { blocked: { mode, certain: false } };

export function toAcl(acl: NetworkAcl): ObservedNetworkAcl {
  return {
    id: need(acl.NetworkAclId, 'a network ACL id'),
    vpcId: need(acl.VpcId, "a network ACL's VPC"),
    subnetIds: (acl.Associations ?? []).flatMap(({ SubnetId }) => SubnetId ?? []),
    entries: (acl.Entries ?? []).flatMap((entry) =>
      entry.CidrBlock === undefined
        ? []
        : [
            {
              number: need(entry.RuleNumber, "an ACL entry's number"),
              egress: entry.Egress === true,
              allow: entry.RuleAction === 'allow',
              protocol: need(entry.Protocol, "an ACL entry's protocol"),
              ...optional('from', entry.PortRange?.From ?? entry.IcmpTypeCode?.Type),
              ...optional('to', entry.PortRange?.To ?? entry.IcmpTypeCode?.Code),
              cidr: entry.CidrBlock,
            },
          ],
    ),
  };
}

const protocols: Readonly<Record<string, IngressRule['protocol']>> = {
  '-1': 'all',
  tcp: 'tcp',
  '6': 'tcp',
  udp: 'udp',
  '17': 'udp',
  icmp: 'icmp',
  '1': 'icmp',
};

function toIngress(
  protocol: string | undefined,
  from: number | undefined,
  to: number | undefined,
  cidr: string,
): IngressRule | undefined {
  const known = protocols[protocol ?? ''];
  if (known === undefined) return undefined;
  return known === 'all'
    ? { protocol: known, cidr }
    : { protocol: known, ...optional('from', from), ...optional('to', to), cidr };
}

/** One rule a source; IPv6, prefix lists and group references do not matter to the mesh. */
function toIngressRules(permission: IpPermission): readonly IngressRule[] {
  return (permission.IpRanges ?? []).flatMap(({ CidrIp }) =>
    CidrIp === undefined
      ? []
      : (toIngress(permission.IpProtocol, permission.FromPort, permission.ToPort, CidrIp) ?? []),
  );
}

export function toGroup(group: SecurityGroup): ObservedGroup {
  return {
    id: need(group.GroupId, 'a security group id'),
    vpcId: need(group.VpcId, "a security group's VPC"),
    name: need(group.GroupName, "a security group's name"),
    ingress: (group.IpPermissions ?? []).flatMap(toIngressRules),
    ruleCount: (group.IpPermissions ?? [])
      .flatMap(({ IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs }) => [
        IpRanges?.length ?? 0,
        Ipv6Ranges?.length ?? 0,
        PrefixListIds?.length ?? 0,
        UserIdGroupPairs?.length ?? 0,
      ])
      .reduce((sum, count) => sum + count, 0),
    tags: toTags(group.Tags),
  };
}

export function toRule(rule: SecurityGroupRule): TaggedRule | undefined {
  need(rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo, "a rule's source");
  need(rule.IpProtocol, "a rule's protocol");
  if (rule.IsEgress === true || rule.CidrIpv4 === undefined) return undefined;
  const ingress = toIngress(rule.IpProtocol, rule.FromPort, rule.ToPort, rule.CidrIpv4);
  if (ingress === undefined) return undefined;
  return {
    ...ingress,
    id: need(rule.SecurityGroupRuleId, 'a rule id'),
    groupId: need(rule.GroupId, "a rule's group"),
    description: rule.Description ?? '',
    tags: toTags(rule.Tags),
  };
}

export function toInterface(nic: NetworkInterface): ObservedInterface {
  return {
    id: need(nic.NetworkInterfaceId, 'a network interface id'),
    vpcId: need(nic.VpcId, "a network interface's VPC"),
    subnetId: need(nic.SubnetId, "a network interface's subnet"),
    privateIp: need(nic.PrivateIpAddress, "a network interface's address"),
    sourceDestCheck: nic.SourceDestCheck !== false,
    groupIds: (nic.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    ...optional('instanceId', nic.Attachment?.InstanceId),
    tags: toTags(nic.TagSet),
  };
}

export function toAddress(address: Address): ObservedAddress {
  return {
    allocationId: need(address.AllocationId, 'an allocation id'),
    ip: need(address.PublicIp, "an Elastic IP's address"),
    ...optional('associationId', address.AssociationId),
    ...optional('interfaceId', address.NetworkInterfaceId),
    tags: toTags(address.Tags),
  };
}

export function toInstance(instance: Instance): ObservedInstance {
  return {
    id: need(instance.InstanceId, 'an instance id'),
    ...optional('vpcId', instance.VpcId),
    state: need(instance.State?.Name, "an instance's state") satisfies InstanceState,
    imageId: need(instance.ImageId, "an instance's image"),
    instanceType: need(instance.InstanceType, "an instance's type"),
    interfaceIds: interfaceIdsOf(instance),
    tags: toTags(instance.Tags),
  };
}

/** An instance that ends loses its interfaces; any other has at least one. */
function interfaceIdsOf({ InstanceId, State, NetworkInterfaces }: Instance): readonly string[] {
  const isEnding = State?.Name === 'shutting-down' || State?.Name === 'terminated';
  const all = need(NetworkInterfaces ?? (isEnding ? [] : undefined), `the interfaces of ${InstanceId}`);
  return all.map(({ NetworkInterfaceId: id }) => need(id, `the id of an interface of ${InstanceId}`));
}

export function toKeyPair(key: KeyPairInfo): ObservedKeyPair {
  return {
    name: need(key.KeyName, "a key pair's name"),
    id: need(key.KeyPairId, 'a key pair id'),
    ...optional('publicKey', key.PublicKey),
    tags: toTags(key.Tags),
  };
}

export const usableSubnets = (all: readonly Subnet[]) => usable(all, ({ SubnetId }) => SubnetId, toSubnet);
export const usableVpcs = (all: readonly Vpc[]) => usable(all, ({ VpcId }) => VpcId, toVpc);
