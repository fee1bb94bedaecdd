/** The face of a screen's logic: pure, from the state and an action to the next state and what is to be done. */
import type { Action } from './bindings.ts';
import type { Effect, Job } from './messages.ts';
import type { Notice, Wizard } from './state.ts';

export type Next = readonly [state: Wizard, effects: readonly Effect[]];

export interface ScreenLogic {
  /** Keys of the rows that the cursor moves over. */
  rows(state: Wizard): readonly string[];
  /** Why the action cannot be done now. */
  disabled(state: Wizard, action: Action): string | undefined;
  /** Called only for actions that the screen's bindings name, are not disabled, and move nothing. */
  act(state: Wizard, action: Action): Next;
}

export const stay = (state: Wizard, ...effects: readonly Effect[]): Next => [state, effects];

export function told(state: Wizard, text: string, bad = false): Wizard {
  const notice: Notice = { text, bad };
  return { ...state, notice };
}

/** Why nothing else can begin now. */
export function busy({ job }: Wizard): string | undefined {
  // A look that nobody waits for gives way.
  return job === undefined || job === 'status' ? undefined : busyWith(job);
}

export const busyWith = (job: Job): string => `${job} is under way: Ctrl-C stops it`;
