/** A waiver, written into the text of a spec beside those that are there. */
import { isMap, isSeq, parseDocument } from 'yaml';
import { atLeast } from '#mesh/severity.ts';
import { written } from './draft-text.ts';
import type { Spec } from './schema.ts';

export type Waiver = Spec['waivers'][number];

/**
 * What another one of the same check and resource covers and has time left for stays its own, with its reason and its end:
 * the new one is for the rest. One that has run out makes room for it, and so does one that leaves no rest: it is renewed.
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

/** The waiver for what the others do not cover; undefined where they cover all of it. */
function restOf(waiver: Waiver, others: readonly Waiver[]): Waiver | undefined {
  if (others.some(({ covers }) => covers === undefined)) return undefined;
  if (waiver.covers === undefined) return waiver;
  const covered = new Set(others.flatMap(({ covers }) => covers ?? []));
  const covers = waiver.covers.filter((entry) => !covered.has(entry));
  return covers.length === 0 && waiver.covers.length > 0 ? undefined : { ...waiver, covers };
}

/** Given for less than this one, it covers nothing of it. */
function isMilder(one: Waiver, { severity }: Waiver): boolean {
  return one.severity !== undefined && severity !== undefined && !atLeast(one.severity, severity);
}
