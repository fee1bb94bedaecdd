/** The plan is a question too: y begins it only once it was on the screen, as it is. */
import { describe, expect, it } from 'vitest';
import { typed } from '#ui/model/keypress.ts';
import type { Message } from '#ui/model/messages.ts';
import { planLines } from '#ui/model/plan-lines.ts';
import type { Wizard } from '#ui/model/state.ts';
import { update } from '#ui/model/update.ts';
import {
  asking,
  atAccess,
  atPlan,
  atRun,
  ended,
  keysOf,
  names,
  plannedOf,
  play,
  start,
} from '../support/wizard-states.ts';

const yes: Message = { type: 'key', key: typed('y') };
const later = (from: Wizard, ms: number): Wizard => ({ ...from, now: from.now + ms });
/** The plan has this moment come, and nobody can have read it. */
const come = (): Wizard => {
  const { state } = play(atAccess(), keysOf('enter'));
  const planned: Message = { type: 'planned', planned: plannedOf(names), at: state.now };
  return play(state, planned, ended('plan')).state;
};

describe('a plan that has just come', () => {
  it('is not agreed to by a y that was pressed while it was being made', () => {
    expect(update(later(come(), 299), yes)).toMatchObject([{ screen: 'plan', notice: { bad: true } }, []]);
    expect(update(later(come(), 300), yes)[1]).toMatchObject([{ type: 'apply' }]);
  });

  it('is not agreed to by a y that is held down', () => {
    let held = come();
    for (let ms = 0; ms < 3000; ms += 30) {
      const [next, effects] = update(later(held, 30), yes);
      expect(effects).toEqual([]);
      held = next;
    }
    expect(update(later(held, 300), yes)[1]).toMatchObject([{ type: 'apply' }]);
  });

  it('came behind the help: it is seen once that has gone', () => {
    const { state } = play(atAccess(), keysOf('enter', '?'), {
      type: 'planned',
      planned: plannedOf(names),
      at: start().now,
    });
    const [seen, none] = update(later(state, 5000), yes);
    expect([seen.help, none]).toEqual([false, []]);
    expect(update(later(seen, 30), yes)[1]).toEqual([]);
    expect(update(later(seen, 300), yes)[1]).toMatchObject([{ type: 'apply' }]);
  });
});

describe('a terminal that has another size', () => {
  it('shows a plan and a question anew: what was pressed meanwhile answers neither', () => {
    for (const state of [atPlan(), ...Object.values(asking).map((make) => make())]) {
      const resized = update(later(state, 60_000), { type: 'resized', columns: 60, rows: 15 })[0];
      expect(update(later(resized, 30), yes)[1]).toEqual([]);
    }
  });
});

it('what is agreed to is in sight: y begins nothing over the policy or the map', () => {
  for (const view of ['p', 'm']) {
    const { state, effects } = play(atPlan(), keysOf(view, 'y'));
    expect(effects).toEqual([]);
    expect(state.notice?.text).toBe(`the steps are not visible: ${view} shows them, then y executes them`);
    expect(play(state, keysOf(view, 'y')).effects).toMatchObject([{ type: 'apply' }]);
  }
});

describe('after a run', () => {
  it.each([true, false])('the plan before it is of before: Esc makes it anew (it went well: %s)', (ok) => {
    const { state, effects } = play(atRun(), ended('apply', ok), keysOf('escape'));
    expect(state).toMatchObject({ screen: 'plan', job: 'plan', planned: { state: 'asking' } });
    expect(effects).toMatchObject([{ type: 'plan' }]);
    expect(play(state, keysOf('y')).effects).toEqual([]);
  });

  it('looks open SSH, and the plan says so before y', () => {
    const text = (state: Wizard) =>
      state.planned.state === 'ready'
        ? planLines(state, state.planned.value)
            .map((line) => line.text.trim())
            .join(' ')
        : '';
    const told = /after apply the wizard opens SSH briefly for each read of the hosts/;
    expect(text(atPlan())).toMatch(told);
    expect(text(atPlan(start(), plannedOf(names, true)))).not.toMatch(told);
    expect(text({ ...atPlan(), openSsh: true })).not.toMatch(told);
  });
});
