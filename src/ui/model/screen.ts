/** The interface of a screen's logic: pure, from state and action to the next state and effects. */
import type { Action, DeedOf, Movement, ScreenName } from './bindings.ts';
import type { Effect } from './effects.ts';
import type { Job, Question } from './messages.ts';
import type { Notice, Wizard } from './state.ts';

export type Next = readonly [state: Wizard, effects: readonly Effect[]];

export interface ScreenLogic<S extends ScreenName = ScreenName> {
  /** Keys of the rows. */
  rows(state: Wizard): readonly string[];
  /** For screens without a list: the view after a move, without effects. */
  move?(state: Wizard, movement: Movement): Wizard;
  /** Why the action is disabled. */
  disabled(state: Wizard, action: Action): string | undefined;
  /** Called only for enabled actions of the screen's bindings. Each action has its case; there is no default. */
  act(state: Wizard, action: DeedOf<S>): Next;
}

export const stay = (state: Wizard, ...effects: readonly Effect[]): Next => [state, effects];

export function told(state: Wizard, text: string, bad = false): Wizard {
  const notice: Notice = { text, bad };
  return { ...state, notice };
}

/** The running job. */
export const going = (state: Wizard, text: string): Wizard => ({ ...state, notice: { text, bad: false, going: true } });

/** Shows a question from its first line. Text input that has started is finished first. */
export function asking(state: Wizard, question: Question, shownAt = state.now): Wizard {
  return { ...state, asked: { question, shownAt }, cursors: { ...state.cursors, question: '0' } };
}

/** Why nothing else can start now. */
export function busy({ job }: Wizard): string | undefined {
  // A background refresh gives way.
  return job === undefined || job === 'status' ? undefined : busyWith(job);
}

/** Why the screen cannot be left: leaving never ends a job that changes something. */
export function bound({ job, changing }: Wizard): string | undefined {
  const changes = job === 'apply' || job === 'destroy' || job === 'ssh' || (changing && job !== undefined);
  return changes ? busyWith(job) : undefined;
}

export const busyWith = (job: Job): string => `${job} is running: Ctrl-C stops it`;

/**
 * A job ends with its screen and sends no more messages: a late question would appear where no one expects it.
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

/** A reading job is ended first: SSH must not stay open. */
export function quit(state: Wizard, code = 0): Next {
  const [left, effects] = leaving(state);
  const text = state.job === undefined ? 'leaving' : 'leaving, as soon as the running job has ended';
  const quitting = going({ ...left, quitting: true }, text);
  return stay(quitting, ...effects, { type: 'quit', code, waits: true });
}
