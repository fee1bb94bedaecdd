/** Tags: at creation by TagSpecification, later by CreateTags and DeleteTags, read by DescribeTags. */
import { type Actions, changes, type QueryAction, type QueryCall, reads } from '#sandbox/api/call.ts';
import { ApiError, invalidValue } from '#sandbox/api/wire/errors.ts';
import type { Params } from '#sandbox/api/wire/params.ts';
import type { Xml } from '#sandbox/api/wire/xml.ts';
import { filtered, page } from './describe.ts';
import { asResources, type Kind, kindOf, kinds, notFound } from './kinds.ts';

type Tags = Readonly<Record<string, string>>;

/** As every Describe answer shows tags. */
export const tagSet = (tags: Tags): Xml => Object.entries(tags).map(([key, value]) => ({ key, value }));

/** @throws ApiError for reserved keys and for more than 50 (EC2 User Guide, "Tag restrictions") */
function readTags(params: readonly Params[], before: Tags = {}): Tags {
  const added = params.map((tag) => {
    const key = tag.need('Key');
    if (key.startsWith('aws:')) {
      throw invalidValue(`Tag keys starting with 'aws:' are reserved for internal use`);
    }
    if (key.length > 128) throw invalidValue(`Tag key exceeds the maximum length of 128 characters`);
    const value = tag.text('Value') ?? '';
    if (value.length > 256) throw invalidValue(`Tag value exceeds the maximum length of 256 characters`);
    return [key, value] as const;
  });
  const tags = { ...before, ...Object.fromEntries(added) };
  if (Object.keys(tags).length > 50) {
    throw new ApiError('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
  }
  return tags;
}

/**
 * Tags of the TagSpecification for one kind.
 * @param allowed all kinds the call creates; a specification for another is refused
 */
export function tagsOnCreate(params: Params, kind: Kind, allowed: readonly Kind[] = [kind]): Tags {
  const types: readonly string[] = allowed.map((one) => kinds[one].type);
  const specifications = params.groups('TagSpecification');
  for (const one of specifications) {
    const type = one.need('ResourceType');
    if (!types.includes(type))
      throw invalidValue(`'${type}' is not a valid taggable resource type for this operation.`);
  }
  const ours = specifications.filter((one) => one.text('ResourceType') === kinds[kind].type);
  return readTags(ours.flatMap((one) => one.groups('Tag')));
}

function taggable(call: QueryCall): readonly { readonly kind: Kind; readonly id: string }[] {
  const ids = call.params.texts('ResourceId');
  if (ids.length === 0) call.params.need('ResourceId');
  return ids.map((id) => {
    const kind = kindOf(id);
    if (kind === undefined) throw new ApiError('InvalidID', `The ID '${id}' is not valid`);
    const row = asResources(call.region, kind).get(id);
    if (row === undefined || row.visibleAt > call.now) throw notFound(kind, [id]);
    return { kind, id };
  });
}

function retag(call: QueryCall, change: (tags: Tags) => Tags): void {
  for (const { kind, id } of taggable(call)) {
    const table = asResources(call.region, kind);
    const row = table.get(id);
    if (row !== undefined) table.put({ ...row, tags: change(row.tags) });
  }
}

export const tagActions: Actions<QueryAction> = {
  CreateTags: changes((call) => {
    retag(call, (tags) => readTags(call.params.groups('Tag'), tags));
    return { return: true };
  }),
  DeleteTags: changes((call) => {
    const gone = call.params.groups('Tag');
    retag(call, (tags) =>
      Object.fromEntries(
        Object.entries(tags).filter(
          ([key, value]) =>
            gone.length > 0 &&
            !gone.some((tag) => tag.text('Key') === key && [undefined, value].includes(tag.text('Value'))),
        ),
      ),
    );
    return { return: true };
  }),
  DescribeTags: reads((call) => {
    const all = (Object.keys(kinds) as Kind[]).flatMap((kind) =>
      asResources(call.region, kind)
        .all()
        .filter((row) => row.visibleAt <= call.now)
        .flatMap((row) =>
          Object.entries(row.tags).map(([key, value]) => ({
            resourceId: row.id,
            resourceType: kinds[kind].type as string,
            key,
            value,
          })),
        ),
    );
    const rows = filtered(call, all, {
      'resource-id': (row) => [row.resourceId],
      'resource-type': (row) => [row.resourceType],
      key: (row) => [row.key],
      value: (row) => [row.value],
    });
    const shown = page(call, rows);
    return { tagSet: shown.rows, nextToken: shown.nextToken };
  }),
};
