/** Live quotas. */
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import type { RegionFacts } from '#mesh/observed/region-facts.ts';
import type { Quotas } from '#mesh/plan/quotas.ts';
import { cloudFact as ask } from '#ports/cloud-fact.ts';
import type { RegionClients } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';
import { need } from './translate.ts';

/** Quota codes of Service Quotas. */
const codes = {
  rulesPerGroup: ['vpc', 'L-0EA8095F'],
  groupsPerInterface: ['vpc', 'L-2AFB9258'],
  routesPerTable: ['vpc', 'L-93826ACB'],
  addresses: ['ec2', 'L-0263D0A3'],
} as const;

export async function readQuotas({ quotas }: RegionClients): Promise<Quotas> {
  const read = async ([ServiceCode, QuotaCode]: readonly [string, string]): Promise<number | undefined> => {
    try {
      return (await quotas.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }))).Quota?.Value;
    } catch (error) {
      if (failureOf(codeOf(error)) === 'credentials') throw error;
      // Not permitted, not there or out of reach: the caller assumes the default and says so.
      return undefined;
    }
  };
  const [rulesPerGroup, groupsPerInterface, routesPerTable, addresses] = await Promise.all([
    read(codes.rulesPerGroup),
    read(codes.groupsPerInterface),
    read(codes.routesPerTable),
    read(codes.addresses),
  ]);
  return { rulesPerGroup, groupsPerInterface, routesPerTable, addresses };
}

/** For the audit, which takes nothing for granted. */
export async function quotaFacts({ quotas }: RegionClients): Promise<RegionFacts['quotas']> {
  const read = ([ServiceCode, QuotaCode]: readonly [string, string]) =>
    ask(async () => {
      const { Quota } = await quotas.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }));
      return need(Quota?.Value, `the quota ${QuotaCode}`);
    });
  const [rulesPerGroup, routesPerTable, addresses] = await Promise.all([
    read(codes.rulesPerGroup),
    read(codes.routesPerTable),
    read(codes.addresses),
  ]);
  return { rulesPerGroup, routesPerTable, addresses };
}
