/** Values of EC2's own condition keys: what a resource is, or is asked to become (Service Authorization Reference). */
import type { Context } from '#sandbox/api/access/conditions.ts';
import { type Asked, requestTags, resourceTags } from '#sandbox/api/access/required-permissions.ts';
import { isEncryptedByDefault } from '#sandbox/api/ec2/ebs-defaults.ts';
import { asResources, kinds } from '#sandbox/api/ec2/kinds.ts';
import type { Params } from '#sandbox/api/wire/params.ts';
import type { Target } from './targets.ts';

export type AskedOfEc2 = Asked<Params>;

/** `arn:aws:ec2:us-east-1:123456789012` */
export const arnPrefix = ({ regionName, world }: AskedOfEc2): string => `arn:aws:ec2:${regionName}:${world.accountId}`;

const given = (entries: Readonly<Record<string, string | undefined>>): Context =>
  Object.fromEntries(Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));

/** The tags that the request has for one type of resource. */
export function tagsFor({ input: params }: AskedOfEc2, type: string): Readonly<Record<string, string>> {
  const specifications = params.groups('TagSpecification').filter((one) => one.text('ResourceType') === type);
  return tagsIn(specifications.flatMap((one) => one.groups('Tag')));
}

const tagsIn = (tags: readonly Params[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    tags.flatMap((tag) => {
      const key = tag.text('Key');
      return key === undefined ? [] : [[key, tag.text('Value') ?? '']];
    }),
  );

/** A launch is judged by what it asks for, an instance by what it is. */
function metadataKeys({ input: params, region }: AskedOfEc2, target: Target): Context {
  if (target.kind !== 'instances') return {};
  const { metadata, type } = ('id' in target ? region.instances.get(target.id) : undefined) ?? {};
  const wish = 'made' in target ? params.group('MetadataOptions') : undefined;
  return given({
    'ec2:MetadataHttpTokens': metadata?.httpTokens ?? wish?.text('HttpTokens'),
    'ec2:MetadataHttpEndpoint': metadata?.httpEndpoint ?? wish?.text('HttpEndpoint'),
    'ec2:MetadataHttpPutResponseHopLimit': metadata?.hopLimit.toString() ?? wish?.text('HttpPutResponseHopLimit'),
    'ec2:InstanceType': type ?? params.text('InstanceType'),
  });
}

function volumeKeys(asked: AskedOfEc2, target: Target): Context {
  const { input: params, region } = asked;
  if (target.kind !== 'volumes') return {};
  if ('id' in target) return given({ 'ec2:Encrypted': region.volumes.get(target.id)?.encrypted.toString() });
  const disk = params.groups('BlockDeviceMapping')[0]?.group('Ebs') ?? params;
  const encrypted = isEncryptedByDefault(asked) || disk.flag('Encrypted') === true;
  return given({ 'ec2:Encrypted': String(encrypted), 'ec2:VolumeType': disk.text('VolumeType') });
}

/** Whether the network interface, group or subnet is in a VPC, and which. */
function placeKeys(asked: AskedOfEc2, target: Target): Context {
  const { region } = asked;
  if (!('id' in target)) return {};
  const row =
    target.kind === 'groups' ||
    target.kind === 'subnets' ||
    target.kind === 'interfaces' ||
    target.kind === 'routeTables'
      ? region[target.kind].get(target.id)
      : undefined;
  return row === undefined ? {} : { 'ec2:Vpc': `${arnPrefix(asked)}:vpc/${row.vpcId}` };
}

/** All that is known of one resource of a call. */
export function keysOf(asked: AskedOfEc2, target: Target): Context {
  const { action, input: params, region } = asked;
  if (target.kind === 'image') return {};
  const there = 'id' in target ? asResources(region, target.kind).get(target.id)?.tags : undefined;
  const isTagging = action === 'CreateTags' || action === 'DeleteTags';
  const setting = isTagging
    ? tagsIn(params.groups('Tag'))
    : 'made' in target
      ? tagsFor(asked, kinds[target.kind].type)
      : {};
  return {
    ...resourceTags(there ?? {}),
    ...requestTags(setting),
    ...metadataKeys(asked, target),
    ...volumeKeys(asked, target),
    ...placeKeys(asked, target),
  };
}
