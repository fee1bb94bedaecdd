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
  TagInstanceProfileCommand,
  TagRoleCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam';
import type { Tags } from '#mesh/names.ts';
import type { IamCloud } from '#ports/cloud.ts';
import { CloudError } from '#ports/cloud-error.ts';
import type { GlobalClients } from './clients.ts';
import { insist, settling, untilFound, untilFree, untilGone } from './eventual-consistency.ts';
import { codeOf, failureOf } from './failure.ts';
import { inspectRole } from './role-facts.ts';
import { simulate } from './simulate.ts';
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

/** @throws CloudError `exists` when what is there does not carry the tags we would have given it */
function insistOnTags(action: string, what: string, there: Tags, wanted: Tags): void {
  if (Object.entries(wanted).every(([key, value]) => there[key] === value)) return;
  throw new CloudError(
    'exists',
    { action, region: 'global', code: 'EntityAlreadyExists' },
    `${what} exists but is not the mesh's`,
    'rename or delete it, or rename the mesh',
  );
}

export function iamCalls({ iam, role: { path, boundary }, tags: own }: GlobalClients): IamCloud {
  return {
    simulate: (caller, questions) => simulate(iam, caller, questions, { tags: own, boundary }),
    observe: async ({ name, policyName }) => {
      // Regions take two rounds of questions: the second one here, about a role that is there, takes no longer.
      const roleAndPolicy = async () => {
        const role = await unless('not-found', iam.send(new GetRoleCommand({ RoleName: name })));
        if (role === undefined) return [role, undefined] as const;
        const named = { RoleName: name, PolicyName: policyName };
        need(role.Role, 'the role');
        return [role, await unless('not-found', iam.send(new GetRolePolicyCommand(named)))] as const;
      };
      const [[role, policy], profile] = await Promise.all([
        roleAndPolicy(),
        unless('not-found', iam.send(new GetInstanceProfileCommand({ InstanceProfileName: name }))),
      ]);
      if (profile !== undefined) need(profile.InstanceProfile, 'the instance profile');
      const document = policy?.PolicyDocument;
      return {
        ...(role?.Role === undefined
          ? {}
          : {
              role: {
                arn: need(role.Role.Arn, "the role's ARN"),
                tags: toTags(role.Role.Tags as never),
                ...(role.Role.PermissionsBoundary?.PermissionsBoundaryArn === undefined
                  ? {}
                  : { boundary: role.Role.PermissionsBoundary.PermissionsBoundaryArn }),
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
    inspect: (input) => inspectRole(iam, input),
    createRole: async ({ name, policyName, policy, tags, record }) => {
      const role = {
        RoleName: name,
        Path: path,
        ...(boundary === undefined ? {} : { PermissionsBoundary: boundary }),
        AssumeRolePolicyDocument: trust,
        Description: 'Ships the logs of vpnmesh concentrators',
        Tags: tagList({ ...tags, ...record }),
      };
      if ((await unless('exists', iam.send(new CreateRoleCommand(role)))) === undefined) {
        const ask = () => iam.send(new GetRoleCommand({ RoleName: name }));
        const { Role } = await insist(ask, untilFound, settling);
        insistOnTags('iam:CreateRole', `the role ${name}`, toTags(Role?.Tags as never), tags);
      }
      const document = { RoleName: name, PolicyName: policyName, PolicyDocument: policy };
      await insist(() => iam.send(new PutRolePolicyCommand(document)), untilFound, settling);
    },
    tagRole: async (RoleName, tags) => {
      await insist(() => iam.send(new TagRoleCommand({ RoleName, Tags: tagList(tags) })), untilFound, settling);
    },
    tagProfile: async (InstanceProfileName, tags) => {
      const tagging = new TagInstanceProfileCommand({ InstanceProfileName, Tags: tagList(tags) });
      await insist(() => iam.send(tagging), untilFound, settling);
    },
    untagRole: async (RoleName, keys) => {
      await iam.send(new UntagRoleCommand({ RoleName, TagKeys: [...keys] }));
    },
    createProfile: async ({ name, roleName, tags }) => {
      await unless(
        'exists',
        iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name, Path: path, Tags: tagList(tags) })),
      );
      const ask = { InstanceProfileName: name };
      const there = await insist(() => iam.send(new GetInstanceProfileCommand(ask)), untilFound, settling);
      insistOnTags(
        'iam:CreateInstanceProfile',
        `the instance profile ${name}`,
        toTags(there.InstanceProfile?.Tags as never),
        tags,
      );
      const [held] = (there.InstanceProfile?.Roles ?? []).flatMap(({ RoleName }) => RoleName ?? []);
      if (held === roleName) return;
      if (held !== undefined) {
        throw new CloudError(
          'exists',
          { action: 'iam:AddRoleToInstanceProfile', region: 'global', code: 'LimitExceeded' },
          `the instance profile ${name} contains the role ${held}, and a profile can contain only one`,
          'remove that role from it, then run the same command again',
        );
      }
      const pair = { ...ask, RoleName: roleName };
      await insist(() => iam.send(new AddRoleToInstanceProfileCommand(pair)), untilFound, settling);
    },
    deleteProfile: async ({ name, roleName }) => {
      const InstanceProfileName = name;
      // The role again each time: while IAM settles it may not be found in the profile, and hold it all the same.
      const remove = async () => {
        const pair = { InstanceProfileName, RoleName: roleName };
        await unless('not-found', iam.send(new RemoveRoleFromInstanceProfileCommand(pair)));
        await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }));
      };
      const read = () => unless('not-found', iam.send(new GetInstanceProfileCommand({ InstanceProfileName })));
      await untilGone({
        remove: () => insist(remove, untilFree, settling),
        isListed: async () => (await read()) !== undefined,
      });
    },
    deleteRole: async ({ name, policyName }) => {
      const remove = async () => {
        await unless('not-found', iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: policyName })));
        await iam.send(new DeleteRoleCommand({ RoleName: name }));
      };
      const read = () => unless('not-found', iam.send(new GetRoleCommand({ RoleName: name })));
      await untilGone({
        remove: () => insist(remove, untilFree, settling),
        isListed: async () => (await read()) !== undefined,
      });
    },
  };
}
