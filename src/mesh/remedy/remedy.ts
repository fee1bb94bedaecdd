/** A remedy as data: parts of apply's plan, or work that apply does not do. */

import type { Tags } from '#mesh/names.ts';
import type { ExposedRule } from '#mesh/observed/region-facts.ts';
import type { StepKind } from '#mesh/plan/steps.ts';
import type { HostPart, HostWork } from './host-parts.ts';

export type RemedyAction =
  /** Apply's steps of these kinds for the concentrator or region, with their dependencies. */
  | { readonly action: 'plan'; readonly kinds: readonly StepKind[] }
  | { readonly action: 'parts'; readonly parts: readonly HostPart[] }
  /** Writes and loads connections and peers' keys, and brings tunnels up. */
  | { readonly action: 'connections' }
  /** Creates a new key and distributes it to every peer. */
  | { readonly action: 'new-key' }
  | { readonly action: 'agent' }
  | { readonly action: 'host'; readonly work: readonly HostWork[] }
  | { readonly action: 'reboot' }
  /** Revokes exactly these rules of a group, by their ids. */
  | { readonly action: 'withdraw'; readonly rules: readonly ExposedRule[] }
  | { readonly action: 'release'; readonly allocationId: string }
  | { readonly action: 'metadata'; readonly instanceId: string }
  | { readonly action: 'protect'; readonly instanceId: string }
  | { readonly action: 'tags'; readonly resourceId: string; readonly tags: Tags };

/** What to do, and where. */
export interface PlacedRemedy {
  readonly region: string;
  /** Undefined if it belongs to a region only. */
  readonly concentrator?: string;
  readonly actions: readonly RemedyAction[];
}
