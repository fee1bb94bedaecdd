/** Live quotas, and which calls would be denied, asked with DryRun. */
import {
  AllocateAddressCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  type EC2Client,
  ImportKeyPairCommand,
} from '@aws-sdk/client-ec2';
import type { RegionCloud, RegionQuotas } from '#ports/cloud.ts';
import type { ClientOptions, RegionClients } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';

/** Quota codes of Service Quotas. */
const codes = {
  rulesPerGroup: ['vpc', 'L-0EA8095F'],
  addresses: ['ec2', 'L-0263D0A3'],
} as const;

export async function readQuotas(region: string, { profile }: ClientOptions): Promise<RegionQuotas> {
  const { GetServiceQuotaCommand, ServiceQuotasClient } = await import('@aws-sdk/client-service-quotas');
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

/** Tries the first calls of a build without carrying them out. RunInstances needs an image and is left to itself. */
export function permissionCalls({ ec2 }: RegionClients): Pick<RegionCloud, 'deniedActions'> {
  return {
    deniedActions: async ({ vpcId, subnetId }) => {
      const name = 'vpnmesh-preflight';
      const trials: Readonly<Record<string, () => Promise<unknown>>> = {
        'ec2:CreateSecurityGroup': () =>
          ec2.send(new CreateSecurityGroupCommand({ DryRun: true, GroupName: name, Description: name, VpcId: vpcId })),
        'ec2:AllocateAddress': () => ec2.send(new AllocateAddressCommand({ DryRun: true, Domain: 'vpc' })),
        'ec2:CreateNetworkInterface': () =>
          ec2.send(new CreateNetworkInterfaceCommand({ DryRun: true, SubnetId: subnetId })),
        'ec2:ImportKeyPair': () =>
          ec2.send(
            new ImportKeyPairCommand({ DryRun: true, KeyName: name, PublicKeyMaterial: Buffer.from(sampleKey) }),
          ),
        'ec2:CreateTags': () =>
          ec2.send(new CreateTagsCommand({ DryRun: true, Resources: [subnetId], Tags: [{ Key: name, Value: name }] })),
      };
      const denied = await Promise.all(
        Object.entries(trials).map(async ([action, trial]) => ((await isDenied(trial)) ? [action] : [])),
      );
      return denied.flat();
    },
  };
}

/** A public key of nobody, for asking whether keys may be imported. */
const sampleKey = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString('base64')} vpnmesh-preflight`;

async function isDenied(trial: () => ReturnType<EC2Client['send']> | Promise<unknown>): Promise<boolean> {
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
