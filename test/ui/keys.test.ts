/** Every key on every screen in every state: what it begins is what its binding says, and no change begins by itself. */
import { describe, expect, it } from 'vitest';
import { bindings, everywhere, isMovement, questionKeys, type ScreenName } from '#ui/model/bindings.ts';
import { type Changed, changesOf, type Effect } from '#ui/model/effects.ts';
import { type Keypress, keyOf, pressed, typed } from '#ui/model/keypress.ts';
import type { Wizard } from '#ui/model/state.ts';
import { allStates, play } from '../support/wizard-states.ts';

const named = ['up', 'down', 'left', 'right', 'pageUp', 'pageDown', 'home', 'end', 'enter', 'escape', 'tab'] as const;
const keys: readonly Keypress[] = [
  ...[...named, 'backspace', 'delete', 'interrupt'].map((name) => pressed(name as 'up')),
  ...Array.from({ length: 95 }, (_, index) => typed(String.fromCharCode(32 + index))),
];

const tables = Object.entries(bindings) as readonly [ScreenName, (typeof bindings)[ScreenName]][];

/** What no key but a yes may touch. */
const guarded: readonly Changed[] = ['aws', 'hosts', 'spec'];

function actionOf(state: Wizard, key: Keypress): string | undefined {
  const all = state.asked === undefined ? [...bindings[state.screen], ...everywhere] : questionKeys;
  return all.find((binding) => binding.keys.includes(keyOf(key)))?.action;
}

/** `y` where nothing is typed, and Enter behind a `yes` that was typed in full; a plan that deletes wants the latter, but for one whose mesh was named. */
function isYes({ entry, screen, planned, asked }: Wizard, key: string): boolean {
  if (entry !== undefined) return entry.for === 'yes' && entry.field.text === 'yes' && key === 'enter';
  const shown = screen === 'plan' && asked === undefined && planned.state === 'ready' ? planned.value.plan : undefined;
  const question = asked?.question;
  if (question?.kind === 'destroy') return key === 'y';
  const again = question?.kind === 'retry' && planned.state === 'ready' ? planned.value.plan : shown;
  const carried = question !== undefined && 'plan' in question ? question.plan : again;
  return key === 'y' && (carried?.totals.delete ?? 0) === 0;
}

function touched(effects: readonly Effect[]): readonly Changed[] {
  return effects.flatMap(changesOf);
}

describe.each(Object.entries(allStates))('%s', (_, state) => {
  it('lets no key but y begin a change', () => {
    for (const key of keys) {
      const { effects } = play(state, [key]);
      const begun = touched(effects).filter((one) => guarded.includes(one));
      const yes = isYes(state, keyOf(key));
      if (!yes) expect({ key: keyOf(key), begun }).toEqual({ key: keyOf(key), begun: [] });
      const opens = touched(effects).includes('ssh');
      expect({ key: keyOf(key), opens: opens && !state.openSsh && !yes }).toEqual({ key: keyOf(key), opens: false });
    }
  });

  it('is only looked through by the keys that move', () => {
    if (state.entry !== undefined || state.help) return;
    for (const key of keys) {
      const action = actionOf(state, key);
      if (action === undefined || !isMovement(action as 'up')) continue;
      const { state: next, effects } = play(state, [key]);
      const { screen, job, asked, run, planned, audit } = state;
      // A field that is left has its files looked at: nothing of it is changed anywhere.
      expect({ key: keyOf(key), changed: effects.flatMap(changesOf) }).toEqual({ key: keyOf(key), changed: [] });
      expect(next).toMatchObject({ screen, planView: state.planView });
      // The same, not alike.
      for (const [one, other] of [
        [next.job, job],
        [next.asked, asked],
        [next.run, run],
        [next.planned, planned],
        [next.audit, audit],
      ]) {
        expect(one).toBe(other);
      }
    }
  });

  it('does nothing for a key that no binding names', () => {
    if (state.entry !== undefined || state.help) return;
    for (const key of keys) {
      if (actionOf(state, key) !== undefined || key.name === 'interrupt') continue;
      const { state: next, effects } = play(state, [key]);
      expect({ key: keyOf(key), effects }).toEqual({ key: keyOf(key), effects: [] });
      expect(next.screen).toBe(state.screen);
    }
  });
});

describe('the states', () => {
  it('are of every screen', () => {
    const seen = new Set(Object.values(allStates).map(({ screen }) => screen));
    expect([...seen].toSorted()).toEqual(tables.map(([screen]) => screen).toSorted());
  });

  it('hold one in which each action of each screen does something', () => {
    const dead = tables.flatMap(([screen, table]) =>
      table
        .filter(({ action }) => !isMovement(action))
        .filter(
          ({ keys: [first = ''] }) =>
            !Object.values(allStates).some((state) => {
              if (state.screen !== screen || state.asked !== undefined) return false;
              const key = keys.find((one) => keyOf(one) === first);
              const { state: next, effects } = play(state, key === undefined ? [] : [key]);
              return effects.length > 0 || (next.notice?.bad !== true && next !== state);
            }),
        )
        .map(({ action }) => `${screen} ${action}`),
    );
    expect(dead).toEqual([]);
  });
});
