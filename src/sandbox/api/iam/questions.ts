/** What IAM is asked about a call of its own. */
import type { Context } from '#sandbox/api/access/conditions.ts';
import { type Asked, type Question, requestTags, resourceTags } from '#sandbox/api/access/required-permissions.ts';
import type { Params } from '#sandbox/api/wire/params.ts';

interface Target {
  readonly resource: string;
  readonly context: Context;
}

const boundary = (arn: string | undefined): Context => (arn === undefined ? {} : { 'iam:PermissionsBoundary': arn });

/** ARNs have the path, which only the call that makes the entity names. */
function roleNamed(name: string, { world, input }: Asked<Params>): Target {
  const role = world.roles.get(name);
  return {
    resource: `arn:aws:iam::${world.accountId}:role${role?.path ?? input.text('Path') ?? '/'}${name}`,
    context: { ...resourceTags(role?.tags ?? {}), ...boundary(role?.boundary ?? input.text('PermissionsBoundary')) },
  };
}

function targetOf(asked: Asked<Params>): Target {
  const { input, world } = asked;
  const profile = input.text('InstanceProfileName');
  const role = input.text('RoleName');
  const user = input.text('UserName');
  const arn = `arn:aws:iam::${world.accountId}`;
  if (profile !== undefined) {
    const there = world.profiles.get(profile);
    const path = there?.path ?? input.text('Path') ?? '/';
    return { resource: `${arn}:instance-profile${path}${profile}`, context: resourceTags(there?.tags ?? {}) };
  }
  if (role !== undefined) return roleNamed(role, asked);
  if (user !== undefined) return { resource: `${arn}:user/${user}`, context: {} };
  return { resource: input.text('PolicySourceArn') ?? '*', context: {} };
}

const tagging: Readonly<Record<string, string>> = {
  CreateRole: 'iam:TagRole',
  CreateInstanceProfile: 'iam:TagInstanceProfile',
};

/**
 * What is made with tags must be allowed to be tagged, and whoever puts a role into a profile must be allowed to pass it (IAM
 * API Reference, CreateRole and AddRoleToInstanceProfile).
 */
export function iamQuestions(asked: Asked<Params>): readonly Question[] {
  const { action, input } = asked;
  const { resource, context } = targetOf(asked);
  const tags = Object.fromEntries(
    input.groups('Tags').flatMap((tag) => {
      const key = tag.text('Key');
      return key === undefined ? [] : [[key, tag.text('Value') ?? '']];
    }),
  );
  const all = { ...context, ...requestTags(tags) };
  const tagged = Object.keys(tags).length === 0 ? undefined : tagging[action];
  const passed = action === 'AddRoleToInstanceProfile' ? roleNamed(input.text('RoleName') ?? '', asked) : undefined;
  return [
    { action: `iam:${action}`, resource, context: all },
    ...(tagged === undefined ? [] : [{ action: tagged, resource, context: all }]),
    ...(passed === undefined ? [] : [passedToEc2(passed)]),
  ];
}

/** A role that EC2 is to give to instances. */
export const passedToEc2 = ({ resource, context }: Target): Question => ({
  action: 'iam:PassRole',
  resource,
  context: { ...context, 'iam:PassedToService': 'ec2.amazonaws.com' },
});
