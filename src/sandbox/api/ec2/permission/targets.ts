/**
 * The resources that a call of EC2 touches, by action (Service Authorization Reference, "Actions, resources, and condition
 * keys for Amazon EC2"). What is not here is judged by `*`, as AWS judges all that describes.
 */
import { type Kind, kindOf } from '#sandbox/api/ec2/kinds.ts';
import type { Region } from '#sandbox/api/store/region.ts';
import type { Params } from '#sandbox/api/wire/params.ts';

/** `made`: by this very call; it has no id yet. */
export type Target =
  | { readonly kind: Kind; readonly id: string }
  | { readonly kind: Kind; readonly made: true }
  | { readonly kind: 'image'; readonly id: string };

type Part = (params: Params, region: Region) => readonly Target[];

/** All ids that a parameter names, alone or as a list. */
function idsIn(params: Params, name: string): readonly string[] {
  const one = params.text(name);
  return one === undefined || one === '' ? params.texts(name) : [one];
}

const of =
  (kind: Kind, parameter: string): Part =>
  (params) =>
    idsIn(params, parameter).map((id) => ({ kind, id }));

const made =
  (kind: Kind): Part =>
  () => [{ kind, made: true }];

/** Rules of their own are touched where they get tags. */
const taggedRules: Part = (params) =>
  params.groups('TagSpecification').length === 0 ? [] : [{ kind: 'rules', made: true }];

const addressOfAssociation: Part = (params, region) =>
  region.addresses
    .all()
    .filter(({ association }) => association !== undefined && association.id === params.text('AssociationId'))
    .map(({ id }) => ({ kind: 'addresses', id }));

const tableOfAssociation: Part = (params, region) =>
  region.routeTables
    .all()
    .filter(({ associations }) => associations.some(({ id }) => id === params.text('AssociationId')))
    .map(({ id }) => ({ kind: 'routeTables', id }));

const vpcOfNetwork: Part = (params, region) =>
  region.vpcs
    .all()
    .filter(({ secondary = [] }) => secondary.some(({ id }) => id === params.text('AssociationId')))
    .map(({ id }) => ({ kind: 'vpcs', id }));

const attached: Part = (params, region) =>
  region.interfaces.all().flatMap(({ id, attachment }) => {
    if (attachment === undefined || attachment.id !== params.text('AttachmentId')) return [];
    return [
      { kind: 'interfaces', id },
      { kind: 'instances', id: attachment.instanceId },
    ];
  });

const profiled: Part = (params, region) =>
  region.instances
    .all()
    .filter(({ profile }) => profile !== undefined && profile.associationId === params.text('AssociationId'))
    .map(({ id }) => ({ kind: 'instances', id }));

/** By its name or by its id; the ARN has the name. */
const namedKeyPair: Part = (params, region) =>
  region.keyPairs
    .all()
    .filter(({ id, name }) => id === params.text('KeyPairId') || name === params.text('KeyName'))
    .map(({ id }) => ({ kind: 'keyPairs', id }));

const anyById: Part = (params) =>
  idsIn(params, 'ResourceId').flatMap((id) => {
    const kind = kindOf(id);
    return kind === undefined ? [] : [{ kind, id }];
  });

/** An interface that is there brings its subnet and its groups. */
const launched: Part = (params, region) => {
  const wish = params.groups('NetworkInterface')[0];
  const nic = region.interfaces.get(wish?.text('NetworkInterfaceId') ?? '');
  const subnetId = nic?.subnetId ?? wish?.text('SubnetId') ?? params.text('SubnetId');
  const groupIds = nic?.groupIds ?? [...(wish?.texts('SecurityGroupId') ?? []), ...params.texts('SecurityGroupId')];
  return [
    { kind: 'image', id: params.text('ImageId') ?? '' },
    { kind: 'instances', made: true },
    nic === undefined ? { kind: 'interfaces', made: true } : { kind: 'interfaces', id: nic.id },
    ...(subnetId === undefined ? [] : [{ kind: 'subnets' as const, id: subnetId }]),
    ...groupIds.map((id) => ({ kind: 'groups' as const, id })),
    ...namedKeyPair(params, region),
    { kind: 'volumes', made: true },
  ];
};

const group = of('groups', 'GroupId');
const instance = of('instances', 'InstanceId');
const nic = of('interfaces', 'NetworkInterfaceId');
const table = of('routeTables', 'RouteTableId');
const vpc = of('vpcs', 'VpcId');
const gateway = of('gateways', 'InternetGatewayId');
const acl = of('acls', 'NetworkAclId');

const byAction: Readonly<Record<string, readonly Part[]>> = {
  AllocateAddress: [made('addresses')],
  AssociateAddress: [of('addresses', 'AllocationId'), nic, instance],
  AssociateIamInstanceProfile: [instance],
  AssociateRouteTable: [table, of('subnets', 'SubnetId')],
  AssociateVpcCidrBlock: [vpc],
  AttachInternetGateway: [gateway, vpc],
  AttachNetworkInterface: [nic, instance],
  AttachVolume: [of('volumes', 'VolumeId'), instance],
  AuthorizeSecurityGroupEgress: [group, taggedRules],
  AuthorizeSecurityGroupIngress: [group, taggedRules],
  CreateInternetGateway: [made('gateways')],
  CreateNetworkAcl: [made('acls'), vpc],
  CreateNetworkAclEntry: [acl],
  CreateNetworkInterface: [made('interfaces'), of('subnets', 'SubnetId'), of('groups', 'SecurityGroupId')],
  CreateRoute: [table],
  CreateRouteTable: [made('routeTables'), vpc],
  CreateSecurityGroup: [made('groups'), vpc],
  CreateSubnet: [made('subnets'), vpc],
  CreateTags: [anyById],
  CreateVolume: [made('volumes')],
  CreateVpc: [made('vpcs')],
  DeleteInternetGateway: [gateway],
  DeleteKeyPair: [namedKeyPair],
  DeleteNetworkAcl: [acl],
  DeleteNetworkAclEntry: [acl],
  DeleteNetworkInterface: [nic],
  DeleteRoute: [table],
  DeleteRouteTable: [table],
  DeleteSecurityGroup: [group],
  DeleteSubnet: [of('subnets', 'SubnetId')],
  DeleteTags: [anyById],
  DeleteVolume: [of('volumes', 'VolumeId')],
  DeleteVpc: [vpc],
  DescribeInstanceAttribute: [instance],
  DescribeVpcAttribute: [vpc],
  DetachInternetGateway: [gateway, vpc],
  DetachNetworkInterface: [attached],
  DetachVolume: [of('volumes', 'VolumeId'), instance],
  DisassociateAddress: [addressOfAssociation],
  DisassociateIamInstanceProfile: [profiled],
  DisassociateRouteTable: [tableOfAssociation],
  DisassociateVpcCidrBlock: [vpcOfNetwork],
  GetConsoleOutput: [instance],
  ImportKeyPair: [made('keyPairs')],
  ModifyInstanceAttribute: [instance, group],
  ModifyInstanceMetadataOptions: [instance],
  ModifyNetworkInterfaceAttribute: [nic, of('groups', 'SecurityGroupId')],
  ModifySubnetAttribute: [of('subnets', 'SubnetId')],
  ModifyVpcAttribute: [vpc],
  RebootInstances: [instance],
  ReleaseAddress: [of('addresses', 'AllocationId')],
  ReplaceIamInstanceProfileAssociation: [profiled],
  ReplaceNetworkAclAssociation: [acl],
  ReplaceNetworkAclEntry: [acl],
  ReplaceRoute: [table],
  ReplaceRouteTableAssociation: [table],
  RevokeSecurityGroupEgress: [group],
  RevokeSecurityGroupIngress: [group],
  RunInstances: [launched],
  StartInstances: [instance],
  StopInstances: [instance],
  TerminateInstances: [instance],
  UpdateSecurityGroupRuleDescriptionsEgress: [group],
  UpdateSecurityGroupRuleDescriptionsIngress: [group],
};

/** Actions whose resources are known here. */
export const resourceLevelActions: readonly string[] = Object.keys(byAction);

export const targetsOf = (action: string, params: Params, region: Region): readonly Target[] =>
  (byAction[action] ?? []).flatMap((part) => part(params, region));
