/** vCPUs: how many there may be, how many run, and how many one more instance takes. */
import { type _InstanceType, paginateDescribeInstances, paginateDescribeInstanceTypes } from '@aws-sdk/client-ec2';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { isStandard, type VcpuQuota } from '#mesh/plan/vcpus.ts';
import type { RegionClients } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';
import { pages } from './lists.ts';
import { need } from './translate.ts';

/** Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances. */
const quota = { ServiceCode: 'ec2', QuotaCode: 'L-1216C47A' };

/** Undefined where any of it could not be read. @throws CloudError `credentials` */
export async function readVcpus(
  { ec2, quotas }: RegionClients,
  instanceTypes: readonly string[],
): Promise<VcpuQuota | undefined> {
  const up = { Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running'] }] };
  const asked = { InstanceTypes: instanceTypes.map((one) => one as _InstanceType) };
  try {
    const [{ Quota }, running, types] = await Promise.all([
      quotas.send(new GetServiceQuotaCommand(quota)),
      pages(paginateDescribeInstances({ client: ec2 }, up), (page) =>
        page.Reservations?.flatMap((one) => one.Instances ?? []),
      ),
      pages(paginateDescribeInstanceTypes({ client: ec2 }, asked), (page) => page.InstanceTypes),
    ]);
    const counted = running.filter(
      ({ InstanceType = '', InstanceLifecycle }) => InstanceLifecycle === undefined && isStandard(InstanceType),
    );
    const used = counted.map(({ CpuOptions }) => (CpuOptions?.CoreCount ?? 0) * (CpuOptions?.ThreadsPerCore ?? 1));
    return {
      quota: need(Quota?.Value, 'the quota'),
      used: used.reduce((sum, one) => sum + one, 0),
      perInstance: Object.fromEntries(types.map((type) => [type.InstanceType ?? '', type.VCpuInfo?.DefaultVCpus ?? 0])),
    };
  } catch (error) {
    if (failureOf(codeOf(error)) === 'credentials') throw error;
    return undefined;
  }
}
