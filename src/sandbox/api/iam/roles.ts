/** Roles. */
import { checkPolicy } from '#sandbox/api/access/policy-document.ts';
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import type { Role } from '#sandbox/api/store/account-model.ts';
import { newIamId } from '#sandbox/api/store/ids.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import {
  alreadyExists,
  deleteConflict,
  iamPage,
  nameOf,
  needRole,
  readTags,
  tagList,
  withoutTags,
} from './entities.ts';

/** As answers show it. Policy documents are percent-encoded (IAM API Reference, GetRole). */
export const renderRole = (role: Role, { world }: QueryCall, withTags = true): XmlObject => ({
  Path: role.path,
  RoleName: role.id,
  RoleId: role.roleId,
  Arn: `arn:aws:iam::${world.accountId}:role${role.path}${role.id}`,
  CreateDate: role.createdAt,
  AssumeRolePolicyDocument: encodeURIComponent(role.trust),
  Description: role.description,
  MaxSessionDuration: role.maxSessionSeconds,
  PermissionsBoundary:
    withTags && role.boundary !== undefined
      ? { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: role.boundary }
      : undefined,
  Tags: withTags && Object.keys(role.tags).length > 0 ? tagList(role.tags) : undefined,
});

function create(call: QueryCall): Role {
  const { params, world, now } = call;
  const id = nameOf(call, 'RoleName');
  const trust = params.need('AssumeRolePolicyDocument');
  checkPolicy(trust);
  if (world.roles.get(id) !== undefined) throw alreadyExists(`Role with name ${id} already exists.`);
  const description = params.text('Description');
  const boundary = params.text('PermissionsBoundary');
  const path = params.text('Path') ?? '/';
  if (!/^\/([!-~]+\/)?$/.test(path))
    throw new ApiError('ValidationError', 'The specified value for path is invalid. It must begin and end with /.');
  return world.roles.put({
    id,
    roleId: newIamId('AROA'),
    path,
    ...(boundary === undefined ? {} : { boundary }),
    createdAt: new Date(now).toISOString(),
    trust,
    ...(description === undefined ? {} : { description }),
    maxSessionSeconds: params.int('MaxSessionDuration') ?? 3_600,
    policies: {},
    attached: [],
    tags: readTags(call),
  });
}

function remove(call: QueryCall): void {
  const { world } = call;
  const role = needRole(call);
  if (world.profiles.all().some((one) => one.roleName === role.id)) {
    throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
  }
  if (Object.keys(role.policies).length > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
  if (role.attached.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
  for (const session of world.sessions.all()) if (session.roleName === role.id) world.sessions.delete(session.id);
  world.roles.delete(role.id);
}

export const roleActions: Actions<QueryAction> = {
  CreateRole: changes((call) => ({ Role: renderRole(create(call), call) })),
  GetRole: reads((call) => ({ Role: renderRole(needRole(call), call) })),
  DeleteRole: changes((call) => {
    remove(call);
    return {};
  }),
  ListRoles: reads((call) => {
    const prefix = call.params.text('PathPrefix') ?? '/';
    const shown = iamPage(
      call,
      call.world.roles.all().filter((role) => role.path.startsWith(prefix)),
    );
    return { Roles: shown.rows.map((role) => renderRole(role, call, false)), ...shown.fields };
  }),
  TagRole: changes((call) => {
    const role = needRole(call);
    call.world.roles.put({ ...role, tags: { ...role.tags, ...readTags(call) } });
    return {};
  }),
  UntagRole: changes((call) => {
    const role = needRole(call);
    call.world.roles.put({ ...role, tags: withoutTags(role.tags, call.params.texts('TagKeys')) });
    return {};
  }),
  ListRoleTags: reads((call) => {
    const shown = iamPage(call, tagList(needRole(call).tags));
    return { Tags: shown.rows, ...shown.fields };
  }),
};
