/** The store: nothing that the reducer asks for is lost on the way. */
import { expect, it } from 'vitest';
import type { Effect } from '#ui/model/effects.ts';
import { pressed, typed } from '#ui/model/keypress.ts';
import { createStore } from '#ui/model/store.ts';
import { atHome, keysOf, play } from '../support/wizard-states.ts';

function stored(state = atHome()) {
  const effects: Effect[] = [];
  return { store: createStore(state, (effect) => effects.push(effect)), effects };
}

/** Watched, and last looked at long ago: the next tick is to look. */
const due = () => ({ ...play(atHome(), keysOf('down', 'down', 'enter')).state, job: undefined, lookedAt: 0 });

it('begins a look with a tick that is due, and never with a key', () => {
  const { store, effects } = stored(due());
  store.dispatch({ type: 'key', key: pressed('down') });
  expect(store.getState()).toMatchObject({ watching: true, job: undefined });
  expect(effects).toEqual([]);
  store.dispatch({ type: 'tick', now: Date.now() });
  expect(store.getState().job).toBe('status');
  expect(effects).toEqual([{ type: 'status', openSsh: store.getState().openSsh, watching: true }]);
});

it('leaves at once by Ctrl-C where nothing is under way, also when a look is due', () => {
  const { store, effects } = stored(due());
  store.dispatch({ type: 'key', key: pressed('interrupt') });
  expect(store.getState().stopping).toBe(false);
  expect(effects.map(({ type }) => type)).toEqual(['quit']);
});

it('gives a key its time', () => {
  const { store } = stored({ ...atHome(), now: 0 });
  const before = Date.now();
  store.dispatch({ type: 'key', key: typed('o') });
  expect(store.getState().now).toBeGreaterThanOrEqual(before);
  expect(store.getState().asked?.shownAt).toBe(store.getState().now);
});
