/** What the wizard asks for, as data, and what each of it changes. The composition root carries effects out; nothing here acts. */
import type { Result } from '#audit/result.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import type { Draft } from '#mesh/spec/draft.ts';
import type { Target, WriteQuestion } from './messages.ts';

export type Effect =
  | { readonly type: 'identify' }
  | { readonly type: 'enter'; readonly place: Target }
  | { readonly type: 'survey' }
  | { readonly type: 'own-address' }
  /** What is wrong with the files of this machine that the draft names. */
  | { readonly type: 'look-at-files'; readonly draft: Draft }
  | { readonly type: 'plan'; readonly draft: Draft }
  /** What writing the draft into the spec would change: asked as a question. */
  | { readonly type: 'preview-save'; readonly draft: Draft }
  | { readonly type: 'preview-waiver'; readonly result: Result; readonly reason: string; readonly expires: string }
  /** As it was shown. */
  | { readonly type: 'write'; readonly kind: WriteQuestion['kind']; readonly text: string }
  | { readonly type: 'apply'; readonly draft: Draft; readonly shown: Plan }
  | { readonly type: 'verify'; readonly openSsh: boolean }
  | { readonly type: 'audit'; readonly openSsh: boolean }
  | { readonly type: 'undo'; readonly openSsh: boolean }
  /** `watching`: again, so that the tunnels alone are of interest. */
  | { readonly type: 'status'; readonly openSsh: boolean; readonly watching?: true }
  | { readonly type: 'export' }
  | { readonly type: 'fix'; readonly ids: readonly string[]; readonly safeOnly: boolean; readonly openSsh: boolean }
  | { readonly type: 'ssh'; readonly open: boolean }
  | { readonly type: 'destroy'; readonly confirm: string }
  | { readonly type: 'answer'; readonly yes: boolean }
  /** Finish the call under way. */
  | { readonly type: 'stop' }
  /** The same, and nothing is heard of it any more: what it asks is answered no. */
  | { readonly type: 'leave' }
  /** `waits`: until jobs have ended that were left or stopped, for they close SSH. */
  | { readonly type: 'quit'; readonly code: number; readonly waits?: true };

/** `ssh`: a temporary rule for the time of a look, and nothing else. `report`: files beside the spec. */
export type Changed = 'aws' | 'hosts' | 'spec' | 'ssh' | 'report';

type ChangesOf<T extends Effect['type']> = (effect: Extract<Effect, { readonly type: T }>) => readonly Changed[];

const nothing = (): readonly Changed[] => [];
const looking = ({ openSsh }: { readonly openSsh: boolean }): readonly Changed[] => (openSsh ? ['ssh'] : []);

/**
 * What each effect changes without asking again: test/ui/keys.test.ts presses every key on every screen, and lets only
 * `y` and what was typed in full lead to one that changes AWS, hosts or the spec.
 */
const changes: { readonly [T in Effect['type']]: ChangesOf<T> } = {
  identify: nothing,
  enter: nothing,
  survey: nothing,
  'own-address': nothing,
  'look-at-files': nothing,
  plan: nothing,
  'preview-save': nothing,
  'preview-waiver': nothing,
  write: () => ['spec'],
  apply: () => ['spec', 'aws', 'hosts'],
  verify: looking,
  audit: looking,
  status: looking,
  // These two look, show what they would do, and wait for the answer.
  fix: looking,
  undo: looking,
  export: () => ['report'],
  ssh: () => ['aws'],
  // Looks, shows what goes, and waits for the answer.
  destroy: nothing,
  answer: ({ yes }) => (yes ? ['aws', 'hosts'] : []),
  stop: nothing,
  leave: nothing,
  quit: nothing,
};

export const changesOf = (effect: Effect): readonly Changed[] =>
  (changes[effect.type] as (one: Effect) => readonly Changed[])(effect);
