/** What all Describe calls share: ids, filters, tags, pages. */
import { matches } from '#sandbox/api/access/conditions.ts';
import type { QueryCall } from '#sandbox/api/call.ts';
import { ApiError, invalidValue } from '#sandbox/api/wire/errors.ts';
import type { XmlObject } from '#sandbox/api/wire/xml.ts';
import { asResources, type Kind, notFound, type Row } from './kinds.ts';

/** A filter reads the values a row has under its name; any of them may match any value asked for. */
export type Filters<T> = Readonly<Record<string, (row: T) => readonly (string | undefined)[]>>;
type Tagged = { readonly tags: Readonly<Record<string, string>> };

/**
 * The rows that pass every `Filter.N`.
 * @throws ApiError InvalidParameterValue for a filter the call does not have
 */
export function filtered<T>(call: QueryCall, rows: readonly T[], filters: Filters<T>): readonly T[] {
  return call.params.groups('Filter').reduce<readonly T[]>((left, filter) => {
    const name = filter.need('Name');
    const wanted = filter.texts('Value');
    const read = filters[name];
    if (read === undefined) throw invalidValue(`The filter '${name}' is invalid`);
    return left.filter((row) =>
      read(row).some((value) => value !== undefined && wanted.some((one) => matches(one, value))),
    );
  }, rows);
}

/** Adds `tag:KEY` and `tag-key`, which every taggable resource has. */
export function withTags<T extends Tagged>(call: QueryCall, filters: Filters<T>): Filters<T> {
  const byKey = call.params
    .groups('Filter')
    .map((filter) => filter.need('Name'))
    .filter((name) => name.startsWith('tag:'))
    .map((name) => [name, (row: T) => [row.tags[name.slice('tag:'.length)]]] as const);
  return { ...filters, 'tag-key': (row) => Object.keys(row.tags), ...Object.fromEntries(byKey) };
}

/** One page of the rows. NextToken says where the next one begins. @param least smallest MaxResults the call takes */
export function page<T>(
  call: QueryCall,
  rows: readonly T[],
  least = 5,
): { readonly rows: readonly T[]; readonly nextToken?: string } {
  const asked = call.params.int('MaxResults');
  const most = call.world.settings.maxPage;
  if (asked !== undefined && (asked < least || asked > 1_000)) {
    throw invalidValue(
      `Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value between ${least} and 1000.`,
    );
  }
  const token = call.params.text('NextToken');
  const start = token === undefined ? 0 : Number(/^page:(\d+)$/.exec(Buffer.from(token, 'base64').toString())?.[1]);
  if (Number.isNaN(start)) throw new ApiError('InvalidNextToken', 'The token is not valid.');
  const end = start + Math.min(asked ?? most, most);
  const rest = end < rows.length ? { nextToken: Buffer.from(`page:${end}`).toString('base64') } : {};
  return { rows: rows.slice(start, end), ...rest };
}

/** What one kind's Describe call looks like. */
export interface Listing<K extends Kind> {
  readonly kind: K;
  /** Element that holds the list. */
  readonly set: string;
  /** Parameter that holds ids: `VpcId`. */
  readonly ids: string;
  readonly filters: Filters<Row<K>>;
  readonly render: (row: Row<K>, call: QueryCall) => XmlObject;
  /** False for the few calls that answer everything at once. */
  readonly paged?: boolean;
  /** Selection by something other than ids and filters: names, public addresses. */
  readonly keep?: (row: Row<K>) => boolean;
}

/** The rows a Describe call asks for, visible ones only. @throws ApiError Invalid….NotFound for an id that is not there */
export function selected<K extends Kind>(
  call: QueryCall,
  listing: Pick<Listing<K>, 'kind' | 'ids' | 'filters'>,
): readonly Row<K>[] {
  const ids = call.params.texts(listing.ids);
  if (ids.length > 0 && call.params.int('MaxResults') !== undefined) {
    throw new ApiError(
      'InvalidParameterCombination',
      `The parameter ${listing.ids} cannot be used with the parameter maxResults`,
    );
  }
  const rows = asResources(call.region, listing.kind)
    .all()
    .filter((row) => row.visibleAt <= call.now);
  const missing = ids.filter((id) => !rows.some((row) => row.id === id));
  if (missing.length > 0) throw notFound(listing.kind, missing);
  const named = (ids.length === 0 ? rows : rows.filter((row) => ids.includes(row.id))) as readonly Row<K>[];
  return filtered(call, named, withTags(call, listing.filters));
}

/** A whole Describe action from its listing. */
export const describe =
  <K extends Kind>(listing: Listing<K>) =>
  (call: QueryCall): XmlObject => {
    const rows = selected(call, listing).filter((row) => listing.keep?.(row) ?? true);
    const shown = listing.paged === false ? { rows } : page(call, rows);
    return {
      [listing.set]: shown.rows.map((row) => listing.render(row, call)),
      nextToken: 'nextToken' in shown ? shown.nextToken : undefined,
    };
  };
