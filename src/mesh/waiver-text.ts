/** A waiver, written into the text of a spec behind those that are there. */
import { isMap, isSeq, parseDocument } from 'yaml';
import { written } from './draft-text.ts';
import type { Spec } from './spec-schema.ts';

export type Waiver = Spec['waivers'][number];

/** One of the same check and resource is replaced: it may have run out. */
export function waiverText(spec: string, waiver: Waiver): string {
  const document = parseDocument(spec);
  const list: unknown = document.get('waivers');
  const node = document.createNode({ ...waiver });
  if (!isSeq(list)) document.set('waivers', document.createNode([waiver]));
  else {
    const at = list.items.findIndex(
      (item) => isMap(item) && item.get('check') === waiver.check && item.get('resource') === waiver.resource,
    );
    if (at < 0) list.add(node);
    else list.set(at, node);
  }
  return written(document, spec);
}
