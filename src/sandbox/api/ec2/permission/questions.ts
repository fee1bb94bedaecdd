/**
 * What IAM is asked about a call of EC2: the action on each resource, CreateTags on each that is made with tags, and the role
 * that is given to an instance.
 */
import { type Question, requestTags } from '#sandbox/api/access/required-permissions.ts';
import { kinds } from '#sandbox/api/ec2/kinds.ts';
import { passedToEc2 } from '#sandbox/api/iam/questions.ts';
import { type AskedOfEc2, arnPrefix, keysOf, tagsFor } from './keys.ts';
import { type Target, targetsOf } from './targets.ts';

function arnOf(asked: AskedOfEc2, target: Target): string {
  const prefix = arnPrefix(asked);
  // Images belong to no account (Service Authorization Reference, "Resource types defined by Amazon EC2").
  if (target.kind === 'image') return `arn:aws:ec2:${asked.regionName}::image/${target.id}`;
  const { type } = kinds[target.kind];
  if ('made' in target) return `${prefix}:${type}/*`;
  const id = target.kind === 'keyPairs' ? (asked.region.keyPairs.get(target.id)?.name ?? target.id) : target.id;
  return `${prefix}:${type}/${id}`;
}

/**
 * EC2 authorises `ec2:CreateTags` besides when a call that makes something brings tags for it, with the call's name in
 * `ec2:CreateAction` (EC2 User Guide, "Grant permission to tag Amazon EC2 resources during creation").
 */
function tagging(asked: AskedOfEc2, type: string): readonly Question[] {
  const tags = tagsFor(asked, type);
  if (Object.keys(tags).length === 0) return [];
  const context = { ...requestTags(tags), 'ec2:CreateAction': asked.action };
  return [{ action: 'ec2:CreateTags', resource: `${arnPrefix(asked)}:${type}/*`, context }];
}

/** Whoever gives a role to an instance must be allowed to pass it (IAM User Guide, "Grant permissions to pass a role"). */
function passing({ input, world }: AskedOfEc2): readonly Question[] {
  const wish = input.group('IamInstanceProfile');
  const profile = world.profiles.get(wish?.text('Name') ?? wish?.text('Arn')?.split('/').at(-1) ?? '');
  if (profile?.roleName === undefined) return [];
  const path = world.roles.get(profile.roleName)?.path ?? '/';
  const resource = `arn:aws:iam::${world.accountId}:role${path}${profile.roleName}`;
  return [passedToEc2({ resource, context: {} })];
}

export function ec2Questions(asked: AskedOfEc2): readonly Question[] {
  const action = `ec2:${asked.action}`;
  const targets = targetsOf(asked.action, asked.input, asked.region);
  const made = targets.flatMap((one) => ('made' in one ? [kinds[one.kind].type] : []));
  const itself =
    targets.length === 0
      ? [{ action, resource: '*', context: {} }]
      : targets.map((target) => ({ action, resource: arnOf(asked, target), context: keysOf(asked, target) }));
  return [...itself, ...made.flatMap((type) => tagging(asked, type)), ...passing(asked)];
}
