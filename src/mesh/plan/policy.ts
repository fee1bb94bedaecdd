/** The least that an identity must be allowed for a plan, as an IAM policy. Held to what an apply really asks for by a test. */
import { allActionsOf } from './step-kinds.ts';
import type { Plan } from './steps.ts';

/** What looking and proving take, whatever the plan. Who one is may be asked by everybody (STS API Reference, GetCallerIdentity). */
const reading = [
  'ec2:DescribeAddresses',
  'ec2:DescribeInstances',
  'ec2:DescribeKeyPairs',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeRegions',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeTags',
  'ec2:DescribeVpcs',
  'iam:GetInstanceProfile',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:SimulatePrincipalPolicy',
  'logs:DescribeLogGroups',
  'logs:ListTagsForResource',
  'servicequotas:GetServiceQuota',
];

/** The lease that keeps two runs apart stands in tags. */
const lease = ['ec2:CreateTags', 'ec2:DeleteTags'];

/** Actions in IAM's words, sorted. */
export function actionsOfPlan({ steps }: Plan): readonly string[] {
  const run = steps.length === 0 ? reading : [...reading, ...lease];
  return [...new Set([...run, ...steps.flatMap(allActionsOf)])].toSorted();
}

/** A policy document. Resources are all: their ids do not exist before the plan is carried out. */
export function policyOfPlan(plan: Plan): string {
  const Statement = [{ Sid: 'Vpnmesh', Effect: 'Allow', Action: actionsOfPlan(plan), Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);
}
