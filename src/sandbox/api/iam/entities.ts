/** What IAM's calls share: lookups with IAM's errors, tags, pages. */
import type { QueryCall } from '#sandbox/api/call.ts';
import type { InstanceProfile, Role, Tags, User } from '#sandbox/api/store/account-model.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';

export const noSuchEntity = (message: string): ApiError => new ApiError('NoSuchEntity', message, 404);
export const alreadyExists = (message: string): ApiError => new ApiError('EntityAlreadyExists', message, 409);
export const deleteConflict = (message: string): ApiError => new ApiError('DeleteConflict', message, 409);

/** The name a request gives; IAM API Reference: [\w+=,.@-], at most 64 (roles, users) or 128 (profiles, policies). */
export function nameOf({ params }: QueryCall, parameter: string, most = 64): string {
  const name = params.need(parameter);
  if (/^[\w+=,.@-]+$/.test(name) && name.length <= most) return name;
  throw new ApiError(
    'ValidationError',
    `The specified value for ${parameter} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-, at most ${most}`,
  );
}

export function needRole(call: QueryCall): Role {
  const name = nameOf(call, 'RoleName');
  const role = call.world.roles.get(name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

export function needProfile(call: QueryCall): InstanceProfile {
  const name = nameOf(call, 'InstanceProfileName', 128);
  const profile = call.world.profiles.get(name);
  if (profile === undefined) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}

/** The named user, or the calling one. */
export function needUser(call: QueryCall): User {
  const name = call.params.text('UserName') ?? (call.caller.kind === 'user' ? call.caller.name : undefined);
  if (name === undefined)
    throw new ApiError('ValidationError', 'Must specify userName when calling with non-User credentials');
  const user = call.world.users.get(name);
  if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

export const readTags = ({ params }: QueryCall): Tags =>
  Object.fromEntries(params.groups('Tags').map((tag) => [tag.need('Key'), tag.text('Value') ?? '']));

export const tagList = (tags: Tags): readonly XmlObject[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export const withoutTags = (tags: Tags, keys: readonly string[]): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));

/** One page in IAM's manner: Marker and MaxItems in, IsTruncated and Marker out. */
export function iamPage<T>(
  { params, world }: QueryCall,
  rows: readonly T[],
): { readonly rows: readonly T[]; readonly fields: XmlObject } {
  const start = Number(/^after:(\d+)$/.exec(Buffer.from(params.text('Marker') ?? '', 'base64').toString())?.[1] ?? 0);
  const end = start + Math.min(params.int('MaxItems') ?? 100, world.settings.maxPage);
  const more = end < rows.length;
  return {
    rows: rows.slice(start, end),
    fields: { IsTruncated: more, Marker: more ? Buffer.from(`after:${end}`).toString('base64') : undefined },
  };
}
