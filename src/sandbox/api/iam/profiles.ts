/** Instance profiles: what EC2 gives to instances; each holds one role at most. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import type { InstanceProfile } from '#sandbox/api/store/account-model.ts';
import { newIamId } from '#sandbox/api/store/ids.ts';
import { ApiError } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import {
  alreadyExists,
  deleteConflict,
  iamPage,
  nameOf,
  needProfile,
  needRole,
  needUser,
  noSuchEntity,
  readTags,
  tagList,
  withoutTags,
} from './entities.ts';
import { renderRole } from './roles.ts';

function render(profile: InstanceProfile, call: QueryCall): XmlObject {
  const role = profile.roleName === undefined ? undefined : call.world.roles.get(profile.roleName);
  return {
    Path: profile.path,
    InstanceProfileName: profile.id,
    InstanceProfileId: profile.profileId,
    Arn: `arn:aws:iam::${call.world.accountId}:instance-profile${profile.path}${profile.id}`,
    CreateDate: profile.createdAt,
    Roles: role === undefined ? [] : [renderRole(role, call, false)],
    Tags: Object.keys(profile.tags).length > 0 ? tagList(profile.tags) : undefined,
  };
}

function create(call: QueryCall): InstanceProfile {
  const { params, world, now } = call;
  const id = nameOf(call, 'InstanceProfileName', 128);
  if (world.profiles.get(id) !== undefined) throw alreadyExists(`Instance Profile ${id} already exists.`);
  return world.profiles.put({
    id,
    profileId: newIamId('AIPA'),
    path: params.text('Path') ?? '/',
    createdAt: new Date(now).toISOString(),
    tags: readTags(call),
    usableAt: now + world.settings.profileDelayMs,
  });
}

export const profileActions: Actions<QueryAction> = {
  CreateInstanceProfile: changes((call) => ({ InstanceProfile: render(create(call), call) })),
  GetInstanceProfile: reads((call) => ({ InstanceProfile: render(needProfile(call), call) })),
  ListInstanceProfiles: reads((call) => {
    const shown = iamPage(call, call.world.profiles.all());
    return { InstanceProfiles: shown.rows.map((one) => render(one, call)), ...shown.fields };
  }),
  ListInstanceProfilesForRole: reads((call) => {
    const role = needRole(call);
    const shown = iamPage(
      call,
      call.world.profiles.all().filter((one) => one.roleName === role.id),
    );
    return { InstanceProfiles: shown.rows.map((one) => render(one, call)), ...shown.fields };
  }),
  DeleteInstanceProfile: changes((call) => {
    const profile = needProfile(call);
    if (profile.roleName !== undefined) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    call.world.profiles.delete(profile.id);
    return {};
  }),
  AddRoleToInstanceProfile: changes((call) => {
    const profile = needProfile(call);
    const role = needRole(call);
    if (profile.roleName !== undefined) {
      throw new ApiError('LimitExceeded', 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1', 409);
    }
    call.world.profiles.put({ ...profile, roleName: role.id });
    return {};
  }),
  RemoveRoleFromInstanceProfile: changes((call) => {
    const { roleName, ...rest } = needProfile(call);
    const role = needRole(call);
    if (roleName !== role.id) {
      throw noSuchEntity(`Cannot find role ${role.id} in Instance Profile ${rest.id}.`);
    }
    call.world.profiles.put(rest);
    return {};
  }),
  TagInstanceProfile: changes((call) => {
    const profile = needProfile(call);
    call.world.profiles.put({ ...profile, tags: { ...profile.tags, ...readTags(call) } });
    return {};
  }),
  UntagInstanceProfile: changes((call) => {
    const profile = needProfile(call);
    call.world.profiles.put({ ...profile, tags: withoutTags(profile.tags, call.params.texts('TagKeys')) });
    return {};
  }),
  GetUser: reads((call) => {
    const user = needUser(call);
    return {
      User: {
        Path: '/',
        UserName: user.id,
        UserId: user.userId,
        Arn: `arn:aws:iam::${call.world.accountId}:user/${user.id}`,
        CreateDate: user.createdAt,
      },
    };
  }),
};
