/** The role with which a concentrator ships its logs. IAM has no DryRun and no client tokens; names make the calls repeatable. */
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import type { IamCloud } from '#ports/cloud.ts';
import type { GlobalClients } from './clients.ts';
import { codeOf, failureOf } from './failure.ts';
import { tagList } from './tagging.ts';
import { need, toTags } from './translate.ts';

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

async function unless<T>(kind: 'exists' | 'not-found', call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (failureOf(codeOf(error)) === kind) return undefined;
    throw error;
  }
}

export function iamCalls({ iam }: GlobalClients): IamCloud {
  return {
    observe: async ({ name, policyName }) => {
      const [role, policy, profile] = await Promise.all([
        unless('not-found', iam.send(new GetRoleCommand({ RoleName: name }))),
        unless('not-found', iam.send(new GetRolePolicyCommand({ RoleName: name, PolicyName: policyName }))),
        unless('not-found', iam.send(new GetInstanceProfileCommand({ InstanceProfileName: name }))),
      ]);
      const document = policy?.PolicyDocument;
      return {
        ...(role?.Role === undefined
          ? {}
          : {
              role: {
                arn: need(role.Role.Arn, "the role's ARN"),
                tags: toTags(role.Role.Tags as never),
                ...(document === undefined ? {} : { policy: decodeURIComponent(document) }),
              },
            }),
        ...(profile?.InstanceProfile === undefined
          ? {}
          : {
              profile: {
                arn: need(profile.InstanceProfile.Arn, "the instance profile's ARN"),
                tags: toTags(profile.InstanceProfile.Tags as never),
                roles: (profile.InstanceProfile.Roles ?? []).flatMap(({ RoleName }) => RoleName ?? []),
              },
            }),
      };
    },
    createRole: async ({ name, policyName, policy, tags }) => {
      const role = {
        RoleName: name,
        AssumeRolePolicyDocument: trust,
        Description: 'Ships the logs of vpnmesh concentrators',
        Tags: tagList(tags),
      };
      await unless('exists', iam.send(new CreateRoleCommand(role)));
      await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: policyName, PolicyDocument: policy }));
    },
    createProfile: async ({ name, roleName, tags }) => {
      await unless(
        'exists',
        iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name, Tags: tagList(tags) })),
      );
      try {
        await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: roleName }));
      } catch (error) {
        // A profile holds one role: when it is full, it holds ours, for the plan has looked.
        if (codeOf(error) !== 'LimitExceeded' && codeOf(error) !== 'LimitExceededException') throw error;
      }
    },
    deleteProfile: async ({ name, roleName }) => {
      await unless(
        'not-found',
        iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: name, RoleName: roleName })),
      );
      await unless('not-found', iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName: name })));
    },
    deleteRole: async ({ name, policyName }) => {
      await unless('not-found', iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: policyName })));
      await unless('not-found', iam.send(new DeleteRoleCommand({ RoleName: name })));
    },
  };
}
