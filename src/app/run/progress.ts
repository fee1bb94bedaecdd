/** Reports to the operator what is being read, and the result. */

import type { Fact } from '#mesh/fact.ts';
import type { RegionFacts } from '#mesh/observed/region-facts.ts';
import { counted } from '#mesh/plural.ts';
import type { Operator } from '#ports/operator.ts';

type Teller = Pick<Operator, 'notify'>;
/** The progress line, and whether everything could be read. */
interface Outcome {
  readonly whole: boolean;
  readonly text: string;
}

export async function lookedAtRegion(
  operator: Teller,
  name: string,
  look: () => Promise<RegionFacts>,
): Promise<RegionFacts> {
  return looked(operator, 'region', name, look, ({ region: _, protection, quotas, ...facts }) => {
    const all = [...Object.values(facts), ...Object.values(protection), ...Object.values(quotas)];
    const unread = all.filter(({ ok }) => !ok).length;
    if (unread === 0) return { whole: true, text: 'read' };
    return { whole: false, text: `read, except ${unread} of ${counted(all.length, 'answer')}` };
  });
}

export async function lookedAtHost<T extends { readonly reached: Fact<string> }>(
  operator: Teller,
  name: string,
  look: () => Promise<T>,
): Promise<T> {
  return looked(operator, 'host', name, look, ({ reached }) =>
    reached.ok
      ? { whole: true, text: `read by ${reached.value === 'ssh' ? 'SSH' : reached.value}` }
      : { whole: false, text: `not read (${reached.reason.kind})` },
  );
}

/** A host that is asked one thing. `reported`: the answer is from its own report. */
export async function waitedFor<T extends { readonly ok: boolean; readonly reported?: true }>(
  operator: Teller,
  name: string,
  look: () => Promise<T>,
): Promise<T> {
  return looked(operator, 'host', name, look, ({ ok, reported }) =>
    ok
      ? { whole: true, text: reported === true ? 'read by beacon' : 'read by SSH' }
      : { whole: false, text: 'not read' },
  );
}

async function looked<T>(
  operator: Teller,
  what: 'region' | 'host',
  name: string,
  look: () => Promise<T>,
  outcome: (found: T) => Outcome,
): Promise<T> {
  operator.notify({ type: 'look-started', what, name });
  let told: Outcome = { whole: false, text: 'given up' };
  try {
    const found = await look();
    told = outcome(found);
    return found;
  } finally {
    operator.notify({ type: 'look-finished', what, name, ...told });
  }
}
