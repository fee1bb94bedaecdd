/** Live quotas. */
import type { Quotas } from '#mesh/room.ts';
import type { ClientOptions } from './clients.ts';

/** Quota codes of Service Quotas. */
const codes = {
  rulesPerGroup: ['vpc', 'L-0EA8095F'],
  groupsPerInterface: ['vpc', 'L-2AFB9258'],
  routesPerTable: ['vpc', 'L-93826ACB'],
  addresses: ['ec2', 'L-0263D0A3'],
} as const;

export async function readQuotas(region: string, { profile }: ClientOptions): Promise<Quotas> {
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
    const [rulesPerGroup, groupsPerInterface, routesPerTable, addresses] = await Promise.all([
      read(codes.rulesPerGroup),
      read(codes.groupsPerInterface),
      read(codes.routesPerTable),
      read(codes.addresses),
    ]);
    return { rulesPerGroup, groupsPerInterface, routesPerTable, addresses };
  } finally {
    client.destroy();
  }
}
