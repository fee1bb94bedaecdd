/** Tags on creation. */
import type { ResourceType, TagSpecification } from '@aws-sdk/client-ec2';
import type { Tags } from '#mesh/names.ts';

export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function tagged(type: ResourceType, tags: Tags): TagSpecification[] {
  return [{ ResourceType: type, Tags: tagList(tags) }];
}
