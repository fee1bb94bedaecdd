/** What puts a failing check right, as data: parts of what apply would do, or work that apply leaves alone. */
import type { Tags } from './names.ts';
import type { ExposedRule } from './region-facts.ts';
import type { StepKind } from './steps.ts';

/** Parts of a host that can be looked after by themselves. */
export const hostParts = [
  'packages',
  'key',
  'charon',
  'firewall',
  'time',
  'updates',
  'logging',
  'watchdog',
  'beacon',
  'expiry',
  'probe',
  'sysctl',
  'sshd',
] as const;
export type HostPart = (typeof hostParts)[number];

/** One thing to be put right on a host that apply would not touch, for somebody else may have put it there. */
export type HostWork =
  /** Every line of the file that sets the key, after a `#`. */
  | { readonly do: 'comment-out'; readonly file: string; readonly key: string }
  /** Renamed, so that nobody reads it: its name ends in `.vpnmesh-off` then. */
  | { readonly do: 'aside'; readonly file: string }
  /** root's, 0600. */
  | { readonly do: 'private'; readonly file: string }
  /** The own private key moved away, so that a new one is made. */
  | { readonly do: 'retire-key' }
  | { readonly do: 'upgrade' };

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
