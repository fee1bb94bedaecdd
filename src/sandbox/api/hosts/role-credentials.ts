/** What the metadata service hands to a guest: its role's temporary credentials, the same until shortly before they expire. */
import { newIamId, newSecret, newToken } from '#sandbox/api/store/ids.ts';
import type { World } from '#sandbox/api/store/world.ts';
import type { RoleCredentials } from '#sandbox/hosts/backend.ts';

const lifetimeMs = 6 * 3_600_000;
/** New ones are made this long before the old ones end, as IMDS does it. */
const renewBeforeMs = 5 * 60_000;

/** undefined when the instance has no profile, or its profile no role. @param now epoch milliseconds */
export function roleCredentials(world: World, instanceId: string, now: number): RoleCredentials | undefined {
  const instance = world.regions().flatMap(([, region]) => region.instances.get(instanceId) ?? [])[0];
  const profile = instance?.profile === undefined ? undefined : world.profiles.get(instance.profile.name);
  const roleName = profile?.roleName;
  if (roleName === undefined || world.roles.get(roleName) === undefined) return undefined;
  for (const old of world.sessions.all()) if (old.expiresAt <= now) world.sessions.delete(old.id);
  const current = world.sessions
    .all()
    .find((one) => one.instanceId === instanceId && one.roleName === roleName && one.expiresAt - renewBeforeMs > now);
  const session =
    current ??
    world.sessions.put({
      id: newIamId('ASIA'),
      secret: newSecret(),
      token: newToken(),
      roleName,
      instanceId,
      expiresAt: now + lifetimeMs,
    });
  return {
    roleName,
    accessKeyId: session.id,
    secretAccessKey: session.secret,
    token: session.token,
    expiration: new Date(session.expiresAt).toISOString(),
  };
}
