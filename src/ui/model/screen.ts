/** The face of a screen's logic: pure, from the state and an action to the next state and what is to be done. */
import type { Action, DeedOf, Movement, ScreenName } from './bindings.ts';
import type { Effect } from './effects.ts';
import type { Job, Question } from './messages.ts';
import type { Notice, Wizard } from './state.ts';

export type Next = readonly [state: Wizard, effects: readonly Effect[]];

export interface ScreenLogic<S extends ScreenName = ScreenName> {
  /** Keys of the rows that the cursor moves over. */
  rows(state: Wizard): readonly string[];
  /** Where the cursor is no row of a list: the view after the move. There are no effects to give. */
  move?(state: Wizard, movement: Movement): Wizard;
  /** Why the action cannot be done now. */
  disabled(state: Wizard, action: Action): string | undefined;
  /** Called only for what the screen's bindings name and is not disabled. Each action has its case: nothing is done by default. */
  act(state: Wizard, action: DeedOf<S>): Next;
}

export const stay = (state: Wizard, ...effects: readonly Effect[]): Next => [state, effects];

export function told(state: Wizard, text: string, bad = false): Wizard {
  const notice: Notice = { text, bad };
  return { ...state, notice };
}

/** What has begun and is not over. */
export const going = (state: Wizard, text: string): Wizard => ({ ...state, notice: { text, bad: false, going: true } });

/** Shown from now on, from its first line. What is being typed is typed to its end first. */
export function asking(state: Wizard, question: Question, shownAt = state.now): Wizard {
  return { ...state, asked: { question, shownAt }, cursors: { ...state.cursors, question: '0' } };
}

/** Why nothing else can begin now. */
export function busy({ job }: Wizard): string | undefined {
  // A look that nobody waits for gives way.
  return job === undefined || job === 'status' ? undefined : busyWith(job);
}

/** Why the screen cannot be left now: what changes something is never ended by walking away from it. */
export function bound({ job, changing }: Wizard): string | undefined {
  const changes = job === 'apply' || job === 'destroy' || job === 'ssh' || (changing && job !== undefined);
  return changes ? busyWith(job) : undefined;
}

export const busyWith = (job: Job): string => `${job} is under way: Ctrl-C stops it`;

/**
 * What has begun on a screen ends with it, and says nothing any more: a question that came later would be shown where
 * nobody expects it.
 */
export function leaving(state: Wizard): Next {
  if (state.job === undefined) return stay(state);
  return stay({ ...state, job: undefined, changing: false }, { type: 'leave' });
}

export function leavingFor(state: Wizard, to: (state: Wizard) => Next): Next {
  const [alone, left] = leaving(state);
  const [there, begun] = to(alone);
  return stay(there, ...left, ...begun);
}

/** What only looks is ended first: SSH must not stay open behind it. */
export function quit(state: Wizard, code = 0): Next {
  const [left, effects] = leaving(state);
  const text = state.job === undefined ? 'leaving' : 'leaving, as soon as what was under way has ended';
  const quitting = going({ ...left, quitting: true }, text);
  return stay(quitting, ...effects, { type: 'quit', code, waits: true });
}
