/** The least-privilege IAM policy for a plan. A test compares it with the calls of a real apply. */
import { allActionsOf } from './step-kinds.ts';
import type { Plan } from './steps.ts';

/** Permissions to observe and verify, whatever the plan. GetCallerIdentity needs none (STS API Reference). */
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

/** The lease is kept in tags. */
const lease = ['ec2:CreateTags', 'ec2:DeleteTags'];

/** IAM actions, sorted. */
export function actionsOfPlan({ steps }: Plan): readonly string[] {
  const run = steps.length === 0 ? reading : [...reading, ...lease];
  return [...new Set([...run, ...steps.flatMap(allActionsOf)])].toSorted();
}

/** A policy document. It allows all resources: their ids do not exist before the run. */
export function policyOfPlan(plan: Plan): string {
  const Statement = [{ Sid: 'Vpnmesh', Effect: 'Allow', Action: actionsOfPlan(plan), Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Statement }, null, 2);
}
