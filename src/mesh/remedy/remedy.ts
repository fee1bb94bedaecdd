/** What puts a failing check right, as data: parts of what apply would do, or work that apply leaves alone. */

import type { Tags } from '#mesh/names.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import type { StepKind } from '#mesh/plan/steps.ts';
import type { HostPart, HostWork } from './host-parts.ts';

export type Mend =
  /** Steps of these kinds that apply would plan for the concentrator or the region, with what they depend on. */
  | { readonly mend: 'plan'; readonly kinds: readonly StepKind[] }
  | { readonly mend: 'parts'; readonly parts: readonly HostPart[] }
  /** Connections and peers' keys as rendered, loaded, and what should be up brought up. */
  | { readonly mend: 'connections' }
  /** A key made anew, and given to every peer. */
  | { readonly mend: 'new-key' }
  | { readonly mend: 'agent' }
  | { readonly mend: 'host'; readonly work: readonly HostWork[] }
  | { readonly mend: 'reboot' }
  /** Exactly these rules of a group, by their ids. */
  | { readonly mend: 'withdraw'; readonly rules: readonly ExposedRule[] }
  | { readonly mend: 'release'; readonly allocationId: string }
  | { readonly mend: 'metadata'; readonly instanceId: string }
  | { readonly mend: 'protect'; readonly instanceId: string }
  | { readonly mend: 'tags'; readonly resourceId: string; readonly tags: Tags };

/** Where what is to be done. */
export interface Wanted {
  readonly region: string;
  /** Undefined for what belongs to a region alone. */
  readonly concentrator?: string;
  readonly mends: readonly Mend[];
}
