/** The store: messages go through the reducer one by one, and drawing is throttled for slow links. */
import type { Effect } from './effects.ts';
import type { Message } from './messages.ts';
import type { Wizard } from './state.ts';
import { update } from './update.ts';

export interface WizardStore {
  getState(): Wizard;
  subscribe(listener: () => void): () => void;
  dispatch(message: Message): void;
}

/** Minimum time between two draws, in ms. Keys draw at once. */
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
      // Keys and resizes carry the time: a job's start and a question's age are counted from there.
      // Not a tick, which has effects of its own.
      const timed = message.type === 'key' || message.type === 'resized' ? { ...state, now: Date.now() } : state;
      const [next, effects] = update(timed, message);
      const moved = next !== state;
      state = next;
      // A question's age counts from when it is drawn, and so does a plan's.
      if (moved && ['key', 'resized', 'asked', 'planned'].includes(message.type)) show();
      else if (moved) timer ??= setTimeout(show, pace);
      for (const effect of effects) carryOut(effect);
    },
  };
}
