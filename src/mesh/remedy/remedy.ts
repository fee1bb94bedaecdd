/** What puts a failing check right, as data: parts of what apply would do, or work that apply leaves alone. */

import type { Tags } from '#mesh/names.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import type { StepKind } from '#mesh/plan/steps.ts';
import type { HostPart, HostWork } from './host-parts.ts';

export type RemedyAction =
  /** Steps of these kinds that apply would plan for the concentrator or the region, with what they depend on. */
  | { readonly action: 'plan'; readonly kinds: readonly StepKind[] }
  | { readonly action: 'parts'; readonly parts: readonly HostPart[] }
  /** Connections and peers' keys as rendered, loaded, and what should be up brought up. */
  | { readonly action: 'connections' }
  /** A key made anew, and given to every peer. */
  | { readonly action: 'new-key' }
  | { readonly action: 'agent' }
  | { readonly action: 'host'; readonly work: readonly HostWork[] }
  | { readonly action: 'reboot' }
  /** Exactly these rules of a group, by their ids. */
  | { readonly action: 'withdraw'; readonly rules: readonly ExposedRule[] }
  | { readonly action: 'release'; readonly allocationId: string }
  | { readonly action: 'metadata'; readonly instanceId: string }
  | { readonly action: 'protect'; readonly instanceId: string }
  | { readonly action: 'tags'; readonly resourceId: string; readonly tags: Tags };

/** Where what is to be done. */
export interface PlacedRemedy {
  readonly region: string;
  /** Undefined for what belongs to a region alone. */
  readonly concentrator?: string;
  readonly actions: readonly RemedyAction[];
}
