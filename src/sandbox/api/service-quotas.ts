/** Service Quotas: the limits that a mesh meets, with the codes AWS gives them. */
import * as z from 'zod';
import type { Asked, Question } from '#sandbox/api/access/required-permissions.ts';
import { logsPage } from '#sandbox/api/logs/requests.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import { type Actions, type Json, type JsonAction, type JsonCall, reads } from './call.ts';

interface Quota {
  readonly service: 'vpc' | 'ec2';
  readonly code: string;
  readonly name: string;
  readonly value: number;
}

function quotas({ world }: JsonCall): readonly Quota[] {
  const { quotas: live } = world.settings;
  return [
    { service: 'vpc', code: 'L-F678F1CE', name: 'VPCs per Region', value: live.vpcs },
    { service: 'vpc', code: 'L-E79EC296', name: 'VPC security groups per Region', value: live.groups },
    {
      service: 'vpc',
      code: 'L-0EA8095F',
      name: 'Inbound or outbound rules per security group',
      value: live.rulesPerGroup,
    },
    {
      service: 'vpc',
      code: 'L-2AFB9258',
      name: 'Security groups per network interface',
      value: live.groupsPerInterface,
    },
    { service: 'vpc', code: 'L-93826ACB', name: 'Routes per route table', value: live.routesPerTable },
    { service: 'vpc', code: 'L-589F43AA', name: 'Route tables per VPC', value: 200 },
    { service: 'vpc', code: 'L-407747CB', name: 'Subnets per VPC', value: 200 },
    { service: 'vpc', code: 'L-DF5E4CA3', name: 'Network interfaces per Region', value: 5_000 },
    { service: 'ec2', code: 'L-0263D0A3', name: 'EC2-VPC Elastic IPs', value: live.addresses },
    {
      service: 'ec2',
      code: 'L-1216C47A',
      name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
      value: live.vcpus,
    },
  ];
}

const names: Readonly<Record<Quota['service'], string>> = {
  vpc: 'Amazon Virtual Private Cloud (Amazon VPC)',
  ec2: 'Amazon Elastic Compute Cloud (Amazon EC2)',
};

const render = (quota: Quota, { regionName, world }: JsonCall): Json => ({
  ServiceCode: quota.service,
  ServiceName: names[quota.service],
  QuotaArn: `arn:aws:servicequotas:${regionName}:${world.accountId}:${quota.service}/${quota.code}`,
  QuotaCode: quota.code,
  QuotaName: quota.name,
  Value: quota.value,
  Unit: 'None',
  Adjustable: true,
  GlobalQuota: false,
  QuotaAppliedAtLevel: 'ACCOUNT',
});

const one = z.object({ ServiceCode: z.string(), QuotaCode: z.string() });
const many = z.object({
  ServiceCode: z.string(),
  MaxResults: z.int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

function parsed<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new ApiError('IllegalArgumentException', z.prettifyError(result.error));
}

function get(call: JsonCall): Json {
  const { ServiceCode, QuotaCode } = parsed(one, call.body);
  const quota = quotas(call).find(({ service, code }) => service === ServiceCode && code === QuotaCode);
  if (quota === undefined)
    throw new ApiError(
      'NoSuchResourceException',
      'The request failed because the specified service quota does not exist.',
    );
  return { Quota: render(quota, call) };
}

function list(call: JsonCall): Json {
  const { ServiceCode, MaxResults, NextToken } = parsed(many, call.body);
  const rows = quotas(call).filter(({ service }) => service === ServiceCode);
  if (rows.length === 0)
    throw new ApiError('NoSuchResourceException', 'The request failed because the specified service does not exist.');
  const shown = logsPage(rows, NextToken, MaxResults);
  return { Quotas: shown.rows.map((quota) => render(quota, call)), NextToken: shown.nextToken };
}

/** Nobody has asked for a raise here, so that applied values and AWS's defaults are the same. */
export const quotaActions: Actions<JsonAction> = {
  GetServiceQuota: reads(get),
  GetAWSDefaultServiceQuota: reads(get),
  ListServiceQuotas: reads(list),
  ListAWSDefaultServiceQuotas: reads(list),
};

/** Of a single quota by its ARN, of all else by `*` (Service Authorization Reference). */
export function quotaQuestions({ action, input, regionName, world }: Asked<unknown>): readonly Question[] {
  const named = z.object({ ServiceCode: z.string(), QuotaCode: z.string() }).safeParse(input);
  const isOne = action === 'GetServiceQuota' && named.success;
  const resource = isOne
    ? `arn:aws:servicequotas:${regionName}:${world.accountId}:${named.data.ServiceCode}/${named.data.QuotaCode}`
    : '*';
  return [{ action: `servicequotas:${action}`, resource, context: {} }];
}
