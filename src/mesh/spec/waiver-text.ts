/** Adds a waiver to the text of a spec. */
import { isMap, isSeq, parseDocument } from 'yaml';
import { atLeast } from '#mesh/severity.ts';
import { written } from './draft-text.ts';
import type { Spec } from './schema.ts';

export type Waiver = Spec['waivers'][number];

/**
 * A valid waiver of the same check and resource keeps the entries that it covers, with its reason and expiry; the new
 * one covers the rest. An expired one, or one that already covers everything, is replaced.
 */
export function waiverText(spec: string, waiver: Waiver, now: Date): string {
  const document = parseDocument(spec);
  const list: unknown = document.get('waivers');
  if (!isSeq(list)) {
    document.set('waivers', document.createNode([waiver]));
    return written(document, spec);
  }
  const same = list.items.flatMap((item, at) =>
    isMap(item) && item.get('check') === waiver.check && item.get('resource') === waiver.resource
      ? [{ at, waiver: item.toJSON() as Waiver }]
      : [],
  );
  const today = now.toISOString().slice(0, 10);
  const standing = same.filter((one) => one.waiver.expires >= today && !isMilder(one.waiver, waiver));
  const rest = restOf(
    waiver,
    standing.map((one) => one.waiver),
  );
  const gives = rest === undefined ? standing[0] : same.find((one) => one.waiver.expires < today);
  const node = document.createNode({ ...(rest ?? waiver) });
  if (gives === undefined) list.add(node);
  else list.set(gives.at, node);
  return written(document, spec);
}

/** The waiver for the entries that others do not cover; undefined if they cover all. */
function restOf(waiver: Waiver, others: readonly Waiver[]): Waiver | undefined {
  if (others.some(({ covers }) => covers === undefined)) return undefined;
  if (waiver.covers === undefined) return waiver;
  const covered = new Set(others.flatMap(({ covers }) => covers ?? []));
  const covers = waiver.covers.filter((entry) => !covered.has(entry));
  return covers.length === 0 && waiver.covers.length > 0 ? undefined : { ...waiver, covers };
}

/** A waiver of a lower severity does not cover a worse failure. */
function isMilder(one: Waiver, { severity }: Waiver): boolean {
  return one.severity !== undefined && severity !== undefined && !atLeast(one.severity, severity);
}
