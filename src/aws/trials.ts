/** Which calls of a build would be denied, asked with DryRun: the calls as they will be made, as far as what they name is there. */
import {
  AllocateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  type EC2Client,
  ImportKeyPairCommand,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { ownershipTags } from '#mesh/names.ts';
import type { ImageChoice, RegionCloud, TrialInput } from '#ports/cloud.ts';
import type { RegionClients } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';
import { launchRequest } from './launch-request.ts';
import { tagged } from './tagging.ts';

export function permissionCalls({ ec2 }: RegionClients): Pick<RegionCloud, 'deniedActions'> {
  return {
    deniedActions: async (actions, input) => {
      const trials = Object.entries(trialCalls(ec2, input)).filter(([action]) => actions.includes(action));
      const denied = await Promise.all(trials.map(async ([action, call]) => ((await isDenied(call)) ? [action] : [])));
      return denied.flat();
    },
  };
}

const name = 'vpnmesh-preflight';

function trialCalls(ec2: EC2Client, input: TrialInput): Readonly<Record<string, () => Promise<unknown>>> {
  const { mesh, vpcId, subnetId, routeTableId, groupId, image } = input;
  const dry = { DryRun: true } as const;
  const tags = (role: Parameters<typeof ownershipTags>[1]) => ownershipTags(mesh, role, name);
  const group = { ...dry, GroupName: name, Description: name, VpcId: vpcId };
  const key = { ...dry, KeyName: name, PublicKeyMaterial: Buffer.from(sampleKey) };
  // TEST-NET-1 (RFC 5737): never a destination or a source of anybody's.
  const route = { ...dry, RouteTableId: routeTableId, DestinationCidrBlock: '192.0.2.0/24' };
  const permission = { IpProtocol: 'udp', FromPort: 500, ToPort: 500, IpRanges: [{ CidrIp: '192.0.2.1/32' }] };
  const rule = { ...dry, GroupId: groupId, IpPermissions: [permission] };
  return {
    'ec2:CreateSecurityGroup': () =>
      ec2.send(
        new CreateSecurityGroupCommand({ ...group, TagSpecifications: tagged('security-group', tags('group')) }),
      ),
    'ec2:AllocateAddress': () =>
      ec2.send(
        new AllocateAddressCommand({
          ...dry,
          Domain: 'vpc',
          TagSpecifications: tagged('elastic-ip', tags('address')),
        }),
      ),
    'ec2:CreateNetworkInterface': () =>
      ec2.send(
        new CreateNetworkInterfaceCommand({
          ...dry,
          SubnetId: subnetId,
          TagSpecifications: tagged('network-interface', tags('interface')),
        }),
      ),
    'ec2:ImportKeyPair': () =>
      ec2.send(new ImportKeyPairCommand({ ...key, TagSpecifications: tagged('key-pair', tags('key')) })),
    ...(image === undefined
      ? {}
      : { 'ec2:RunInstances': () => ec2.send(new RunInstancesCommand(launchTrial(input, image))) }),
    ...(groupId === undefined
      ? {}
      : {
          'ec2:AuthorizeSecurityGroupIngress': () => ec2.send(new AuthorizeSecurityGroupIngressCommand(rule)),
          'ec2:RevokeSecurityGroupIngress': () => ec2.send(new RevokeSecurityGroupIngressCommand(rule)),
        }),
    ...(routeTableId === undefined ? {} : { 'ec2:CreateRoute': () => ec2.send(new CreateRouteCommand(route)) }),
  };
}

/** The launch to come; its interface and its key pair are not there yet. */
function launchTrial({ mesh, subnetId, instanceType, profileName }: TrialInput, image: ImageChoice) {
  const {
    KeyName: _,
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
  return {
    ...rest,
    DryRun: true,
    SubnetId: subnetId,
    ...(profileName === undefined ? {} : { IamInstanceProfile }),
  };
}

/** A public key of nobody, for asking whether keys may be imported. */
const sampleKey = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString('base64')} ${name}`;

async function isDenied(trial: () => Promise<unknown>): Promise<boolean> {
  try {
    await trial();
    return false;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'DryRunOperation') return false;
    const kind = failureOf(code);
    if (kind === 'denied') return true;
    // Credentials and network faults are no answer to the question; anything else means it was allowed that far.
    if (kind === 'credentials' || kind === 'unreachable' || kind === 'throttled') throw error;
    return false;
  }
}
