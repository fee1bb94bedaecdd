/** Instance profiles on instances. EC2 hears of a new profile some seconds after IAM does. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import type { InstanceProfile } from '#sandbox/api/store/account-model.ts';
import type { Instance } from '#sandbox/api/store/compute-model.ts';
import { newId } from '#sandbox/api/store/ids.ts';
import { ApiError, invalidValue } from '#sandbox/api/wire/errors.ts';
import type { Params } from '#sandbox/api/wire/params.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { filtered, page } from './describe.ts';
import { profileArn } from './instance-view.ts';
import { need } from './kinds.ts';

/** The profile a request names by name or ARN. @throws ApiError InvalidParameterValue while EC2 does not know it */
export function usableProfile({ world, now }: QueryCall, params: Params): InstanceProfile {
  const arn = params.text('Arn');
  const name = params.text('Name') ?? arn?.split('/').at(-1) ?? params.need('Name');
  const profile = world.profiles.get(name);
  if (profile !== undefined && profile.usableAt <= now) return profile;
  throw arn === undefined
    ? invalidValue(
        `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
      )
    : invalidValue(`Value (${arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN`);
}

const render = (instance: Instance, call: QueryCall, state: string): XmlObject => ({
  associationId: instance.profile?.associationId,
  instanceId: instance.id,
  iamInstanceProfile: {
    arn: profileArn(call, instance.profile?.name ?? ''),
    id: call.world.profiles.get(instance.profile?.name ?? '')?.profileId ?? '',
  },
  state,
  timestamp: instance.profile?.at,
});

function associate(call: QueryCall): XmlObject {
  const { region, params, now } = call;
  const instance = need(region, 'instances', params.need('InstanceId'), now);
  if (instance.profile !== undefined) {
    throw new ApiError('IncorrectState', `There is an existing association for instance ${instance.id}`);
  }
  const profile = usableProfile(call, params.group('IamInstanceProfile') ?? params);
  const at = new Date(now).toISOString();
  const next = region.instances.put({
    ...instance,
    profile: { associationId: newId('iip-assoc'), name: profile.id, at },
  });
  return { iamInstanceProfileAssociation: render(next, call, 'associating') };
}

function associated({ region, params }: QueryCall): Instance {
  const id = params.need('AssociationId');
  const found = region.instances.all().find((one) => one.profile?.associationId === id);
  if (found === undefined) {
    throw new ApiError('NoSuchAssociation', `An invalid association-id of '${id}' was given`);
  }
  return found;
}

export const profileAssociationActions: Actions<QueryAction> = {
  AssociateIamInstanceProfile: changes(associate),
  DisassociateIamInstanceProfile: changes((call) => {
    const instance = associated(call);
    const { profile: _, ...rest } = instance;
    call.region.instances.put(rest);
    return { iamInstanceProfileAssociation: render(instance, call, 'disassociating') };
  }),
  ReplaceIamInstanceProfileAssociation: changes((call) => {
    const instance = associated(call);
    const profile = usableProfile(call, call.params.group('IamInstanceProfile') ?? call.params);
    const at = new Date(call.now).toISOString();
    const next = call.region.instances.put({
      ...instance,
      profile: { associationId: newId('iip-assoc'), name: profile.id, at },
    });
    return { iamInstanceProfileAssociation: render(next, call, 'associating') };
  }),
  DescribeIamInstanceProfileAssociations: reads((call) => {
    const ids = call.params.texts('AssociationId');
    const all = call.region.instances
      .all()
      .filter(
        ({ profile, state }) =>
          profile !== undefined && state !== 'terminated' && (ids.length === 0 || ids.includes(profile.associationId)),
      );
    const rows = filtered(call, all, { 'instance-id': (one) => [one.id], state: () => ['associated'] });
    const shown = page(call, rows);
    return {
      iamInstanceProfileAssociationSet: shown.rows.map((one) => render(one, call, 'associated')),
      nextToken: shown.nextToken,
    };
  }),
};
