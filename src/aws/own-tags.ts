/** Tags of the operator's own, on whatever a call makes with tags. Those that vpnmesh gives itself stand. */
import type { Tags } from '#mesh/names.ts';

interface Pair {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

const creating = new Set(['CreateRoleCommand', 'CreateInstanceProfileCommand', 'CreateLogGroupCommand']);

/**
 * EC2 takes tags at creation in TagSpecifications; IAM and Logs have calls of their own for it.
 * @returns the input with the tags, or as it is
 */
export function withOwnTags(own: Tags, command: string, input: unknown): unknown {
  if (Object.keys(own).length === 0 || typeof input !== 'object' || input === null) return input;
  if ('TagSpecifications' in input && Array.isArray(input.TagSpecifications)) {
    const TagSpecifications = input.TagSpecifications.map((one: { readonly Tags?: readonly Pair[] }) => ({
      ...one,
      Tags: pairs(own, one.Tags),
    }));
    return { ...input, TagSpecifications };
  }
  if (!creating.has(command)) return input;
  if ('Tags' in input) return { ...input, Tags: pairs(own, input.Tags as readonly Pair[]) };
  if ('tags' in input) return { ...input, tags: { ...own, ...(input.tags as Tags) } };
  return input;
}

function pairs(own: Tags, given: readonly Pair[] = []): readonly Pair[] {
  const keys = new Set(given.map(({ Key }) => Key));
  const added = Object.entries(own).filter(([key]) => !keys.has(key));
  return [...given, ...added.map(([Key, Value]) => ({ Key, Value }))];
}
