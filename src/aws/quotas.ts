/** Live quotas, and which calls would be denied, asked with DryRun. */
import {
  type _InstanceType,
  AllocateAddressCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  type EC2Client,
  ImportKeyPairCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { RegionCloud, RegionQuotas, TrialInput } from '#ports/cloud.ts';
import type { ClientOptions, RegionClients } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';

/** Quota codes of Service Quotas. */
const codes = {
  rulesPerGroup: ['vpc', 'L-0EA8095F'],
  addresses: ['ec2', 'L-0263D0A3'],
} as const;

export async function readQuotas(region: string, { profile }: ClientOptions): Promise<RegionQuotas> {
  const client = new ServiceQuotasClient({ region, maxAttempts: 2, ...(profile === undefined ? {} : { profile }) });
  const read = async ([ServiceCode, QuotaCode]: readonly [string, string]): Promise<number | undefined> => {
    try {
      return (await client.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }))).Quota?.Value;
    } catch {
      // Not permitted or not there: the caller assumes the default and says so.
      return undefined;
    }
  };
  try {
    const [rulesPerGroup, addresses] = await Promise.all([read(codes.rulesPerGroup), read(codes.addresses)]);
    return { rulesPerGroup, addresses };
  } finally {
    client.destroy();
  }
}

/** Tries the calls of a build without carrying them out. */
export function permissionCalls({ ec2 }: RegionClients): Pick<RegionCloud, 'deniedActions'> {
  return {
    deniedActions: async (input) => {
      const trials = Object.entries(trialCalls(ec2, input));
      const denied = await Promise.all(trials.map(async ([action, call]) => ((await isDenied(call)) ? [action] : [])));
      return denied.flat();
    },
  };
}

function trialCalls(ec2: EC2Client, input: TrialInput): Readonly<Record<string, () => Promise<unknown>>> {
  const { vpcId, subnetId, routeTableId, imageId, instanceType } = input;
  const name = 'vpnmesh-preflight';
  const group = { DryRun: true, GroupName: name, Description: name, VpcId: vpcId };
  const key = { DryRun: true, KeyName: name, PublicKeyMaterial: Buffer.from(sampleKey) };
  const tags = { DryRun: true, Resources: [subnetId], Tags: [{ Key: name, Value: name }] };
  // TEST-NET-1 (RFC 5737): never a destination of anybody's.
  const route = { DryRun: true, RouteTableId: routeTableId, DestinationCidrBlock: '192.0.2.0/24' };
  const instance = { DryRun: true, ImageId: imageId, InstanceType: instanceType as _InstanceType, SubnetId: subnetId };
  return {
    'ec2:CreateSecurityGroup': () => ec2.send(new CreateSecurityGroupCommand(group)),
    'ec2:AllocateAddress': () => ec2.send(new AllocateAddressCommand({ DryRun: true, Domain: 'vpc' })),
    'ec2:CreateNetworkInterface': () =>
      ec2.send(new CreateNetworkInterfaceCommand({ DryRun: true, SubnetId: subnetId })),
    'ec2:ImportKeyPair': () => ec2.send(new ImportKeyPairCommand(key)),
    'ec2:CreateTags': () => ec2.send(new CreateTagsCommand(tags)),
    'ec2:RunInstances': () => ec2.send(new RunInstancesCommand({ ...instance, MinCount: 1, MaxCount: 1 })),
    ...(routeTableId === undefined ? {} : { 'ec2:CreateRoute': () => ec2.send(new CreateRouteCommand(route)) }),
  };
}

/** A public key of nobody, for asking whether keys may be imported. */
const sampleKey = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString('base64')} vpnmesh-preflight`;

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
