/** The calls of a build as trials with DryRun, and what takes each back where an endpoint carries it out all the same. */
import {
  AllocateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  DeleteKeyPairCommand,
  DeleteNetworkInterfaceCommand,
  DeleteRouteCommand,
  DeleteSecurityGroupCommand,
  type EC2Client,
  ImportKeyPairCommand,
  ReleaseAddressCommand,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { ownershipTags } from '#mesh/names.ts';
import type { ImageChoice } from '#ports/images.ts';
import type { DryRunInput } from '#ports/permissions.ts';
import { launchRequest } from './launch-request.ts';
import { tagged } from './tagging.ts';

/** What was made in spite of DryRun, for whoever has to look for it, and what takes it away again. */
interface Made {
  readonly what: string;
  takeBack(): Promise<unknown>;
}

/** Asks; resolves only where the call was carried out. */
export type DryRun = () => Promise<Made>;

type DryRuns = Readonly<Record<string, DryRun>>;

const name = 'vpnmesh-preflight';
const dry = { DryRun: true } as const;
// TEST-NET-1 (RFC 5737): never a destination or a source of anybody's.
const nowhere = '192.0.2.0/24';

const made = (what: string, takeBack: () => Promise<unknown>): Made => ({ what, takeBack });

/** What costs nothing and is gone at once if it is made: asked first, it shows whether DryRun is heeded. */
export function lightDryRuns(ec2: EC2Client, input: DryRunInput): DryRuns {
  const { mesh, vpcId, route } = input;
  const tags = (role: Parameters<typeof ownershipTags>[1]) => ownershipTags(mesh, role, name);
  const group = { ...dry, GroupName: name, Description: name, VpcId: vpcId };
  const address = { ...dry, Domain: 'vpc', TagSpecifications: tagged('elastic-ip', tags('address')) } as const;
  const key = { ...dry, KeyName: name, PublicKeyMaterial: Buffer.from(sampleKey) };
  return {
    'ec2:CreateSecurityGroup': async () => {
      const request = { ...group, TagSpecifications: tagged('security-group', tags('group')) };
      const { GroupId } = await ec2.send(new CreateSecurityGroupCommand(request));
      return made(`security group ${GroupId}`, () => ec2.send(new DeleteSecurityGroupCommand({ GroupId })));
    },
    'ec2:AllocateAddress': async () => {
      const { AllocationId } = await ec2.send(new AllocateAddressCommand(address));
      return made(`Elastic IP ${AllocationId}`, () => ec2.send(new ReleaseAddressCommand({ AllocationId })));
    },
    'ec2:ImportKeyPair': async () => {
      const request = { ...key, TagSpecifications: tagged('key-pair', tags('key')) };
      const { KeyPairId } = await ec2.send(new ImportKeyPairCommand(request));
      return made(`key pair ${KeyPairId}`, () => ec2.send(new DeleteKeyPairCommand({ KeyPairId })));
    },
    ...(route === undefined ? {} : { 'ec2:CreateRoute': () => routeDryRun(ec2, route) }),
  };
}

/** To a target that is there: EC2 refuses a route without one before it looks at permissions. */
async function routeDryRun(ec2: EC2Client, { tableId, gatewayId }: NonNullable<DryRunInput['route']>): Promise<Made> {
  const route = { RouteTableId: tableId, DestinationCidrBlock: nowhere };
  await ec2.send(new CreateRouteCommand({ ...dry, ...route, GatewayId: gatewayId }));
  return made(`the route to ${nowhere} in ${tableId}`, () => ec2.send(new DeleteRouteCommand(route)));
}

/** What would cost something, or be felt, if it were made. */
export function heavyDryRuns(ec2: EC2Client, input: DryRunInput, image: ImageChoice | undefined): DryRuns {
  const { mesh, subnetId, groupId } = input;
  const permission = { IpProtocol: 'udp', FromPort: 500, ToPort: 500, IpRanges: [{ CidrIp: '192.0.2.1/32' }] };
  const rule = { GroupId: groupId, IpPermissions: [permission] };
  const revoke = (request: typeof rule & { readonly DryRun?: true }) =>
    ec2.send(new RevokeSecurityGroupIngressCommand(request));
  return {
    'ec2:CreateNetworkInterface': async () => {
      const request = { ...dry, SubnetId: subnetId, TagSpecifications: interfaceTags(mesh) };
      const { NetworkInterface } = await ec2.send(new CreateNetworkInterfaceCommand(request));
      const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId;
      return made(`network interface ${NetworkInterfaceId}`, () =>
        ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId })),
      );
    },
    ...(image === undefined ? {} : { 'ec2:RunInstances': () => launchDryRun(ec2, input, image) }),
    ...(groupId === undefined
      ? {}
      : {
          'ec2:AuthorizeSecurityGroupIngress': async () => {
            const request = { ...rule, TagSpecifications: tagged('security-group-rule', ownershipTags(mesh, 'rule')) };
            await ec2.send(new AuthorizeSecurityGroupIngressCommand({ ...dry, ...request }));
            return made(`the rule for 192.0.2.1/32 in ${groupId}`, () => revoke(rule));
          },
          // Of a rule that nobody has: it makes nothing, whoever carries it out.
          'ec2:RevokeSecurityGroupIngress': async () => {
            await revoke({ ...dry, ...rule });
            return made('nothing', async () => undefined);
          },
        }),
  };
}

const interfaceTags = (mesh: string) => tagged('network-interface', ownershipTags(mesh, 'interface', name));

/** The launch to come; its interface and its key pair are not there yet, and nothing of it may be hard to take back. */
async function launchDryRun(ec2: EC2Client, input: DryRunInput, image: ImageChoice): Promise<Made> {
  const { mesh, subnetId, instanceType, profileName } = input;
  const {
    KeyName: _,
    DisableApiTermination: __,
    IamInstanceProfile,
    ...rest
  } = launchRequest({
    imageId: image.id,
    root: image.root,
    instanceType,
    keyName: name,
    profileName: profileName ?? '',
    tags: ownershipTags(mesh, 'concentrator', name),
    volumeTags: ownershipTags(mesh, 'volume', name),
  });
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      ...rest,
      ...dry,
      SubnetId: subnetId,
      ...(profileName === undefined ? {} : { IamInstanceProfile }),
    }),
  );
  const InstanceIds = (Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []);
  return made(`instance ${InstanceIds.join(', ')}`, () => ec2.send(new TerminateInstancesCommand({ InstanceIds })));
}

/** A public key of nobody, for asking whether keys may be imported. */
const sampleKey = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString('base64')} ${name}`;
