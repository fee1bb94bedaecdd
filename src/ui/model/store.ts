/** The state in time: messages go through the reducer one by one, and whoever shows it is told at a pace that a slow link bears. */
import type { Effect } from './effects.ts';
import type { Message } from './messages.ts';
import type { Wizard } from './state.ts';
import { update } from './update.ts';

export interface WizardStore {
  getState(): Wizard;
  subscribe(listener: () => void): () => void;
  dispatch(message: Message): void;
}

/** Between two showings of what comes by itself, ms. Keys are shown at once. */
const pace = 200;

export function createStore(first: Wizard, carryOut: (effect: Effect) => void): WizardStore {
  let state = first;
  let timer: NodeJS.Timeout | undefined;
  const listeners = new Set<() => void>();
  const show = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const listener of listeners) listener();
  };
  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    dispatch: (message) => {
      // A key has a time: what it begins is counted from there, and so is how long a question has stood; so has a new size.
      // No tick: what that begins is an effect of its own.
      const timed = message.type === 'key' || message.type === 'resized' ? { ...state, now: Date.now() } : state;
      const [next, effects] = update(timed, message);
      const moved = next !== state;
      state = next;
      // A question's time is counted from when it is seen, and so is a plan's.
      if (moved && ['key', 'resized', 'asked', 'planned'].includes(message.type)) show();
      else if (moved) timer ??= setTimeout(show, pace);
      for (const effect of effects) carryOut(effect);
    },
  };
}
