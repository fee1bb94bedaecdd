/** The wizard's effects as data, and what each changes. The composition root carries them out; nothing here acts. */
import type { Result } from '#audit/result.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import type { Draft } from '#mesh/spec/draft.ts';
import type { Target, WriteQuestion } from './messages.ts';

export type Effect =
  | { readonly type: 'identify' }
  | { readonly type: 'enter'; readonly place: Target }
  | { readonly type: 'survey' }
  | { readonly type: 'own-address' }
  /** Checks the local files that the draft names. */
  | { readonly type: 'look-at-files'; readonly draft: Draft }
  | { readonly type: 'plan'; readonly draft: Draft }
  /** Asks whether to write the draft into the spec, with the change. */
  | { readonly type: 'preview-save'; readonly draft: Draft }
  | { readonly type: 'preview-waiver'; readonly result: Result; readonly reason: string; readonly expires: string }
  /** Exactly as shown. */
  | { readonly type: 'write'; readonly kind: WriteQuestion['kind']; readonly text: string }
  | { readonly type: 'apply'; readonly draft: Draft; readonly shown: Plan }
  | { readonly type: 'verify'; readonly openSsh: boolean }
  | { readonly type: 'audit'; readonly openSsh: boolean }
  | { readonly type: 'undo'; readonly openSsh: boolean }
  /** `watching`: a repetition, which only reads the tunnels. */
  | { readonly type: 'status'; readonly openSsh: boolean; readonly watching?: true }
  | { readonly type: 'export' }
  | { readonly type: 'fix'; readonly ids: readonly string[]; readonly safeOnly: boolean; readonly openSsh: boolean }
  | { readonly type: 'ssh'; readonly open: boolean }
  | { readonly type: 'destroy'; readonly confirm: string }
  | { readonly type: 'answer'; readonly yes: boolean }
  /** Finish running calls. */
  | { readonly type: 'stop' }
  /** The same, without further messages: its questions are answered no. */
  | { readonly type: 'leave' }
  /** `waits`: until jobs that were left or stopped have ended, because they close SSH. */
  | { readonly type: 'quit'; readonly code: number; readonly waits?: true };

/** `ssh`: only a temporary rule while hosts are read. `report`: files beside the spec. */
export type Changed = 'aws' | 'hosts' | 'spec' | 'ssh' | 'report';

type ChangesOf<T extends Effect['type']> = (effect: Extract<Effect, { readonly type: T }>) => readonly Changed[];

const nothing = (): readonly Changed[] => [];
const looking = ({ openSsh }: { readonly openSsh: boolean }): readonly Changed[] => (openSsh ? ['ssh'] : []);

/**
 * What each effect changes without another question: test/ui/keys.test.ts presses every key on every screen, and allows
 * only `y` and text typed in full to start one that changes AWS, hosts or the spec.
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
  // These two read, show what they would do, and wait for the answer.
  fix: looking,
  undo: looking,
  export: () => ['report'],
  ssh: () => ['aws'],
  // Reads, shows what will be deleted, and waits for the answer.
  destroy: nothing,
  answer: ({ yes }) => (yes ? ['aws', 'hosts'] : []),
  stop: nothing,
  leave: nothing,
  quit: nothing,
};

export const changesOf = (effect: Effect): readonly Changed[] =>
  (changes[effect.type] as (one: Effect) => readonly Changed[])(effect);
