/** Nothing is agreed to that was not seen. */
import { describe, expect, it } from 'vitest';
import { planOf, type Step } from '#mesh/plan/steps.ts';
import { firstLine, questionHeight, questionLines } from '#ui/model/question-lines.ts';
import {
  askedOf,
  asking,
  atAudit,
  atHome,
  atPlan,
  atRun,
  deleting,
  ended,
  keysOf,
  names,
  plannedOf,
  play,
  start,
} from '../support/wizard-states.ts';

describe('a plan', () => {
  it('opens at its top, also when it is looked at again', () => {
    const planned = plannedOf(names);
    const far = play(atPlan(), keysOf('end')).state;
    expect(far.cursors.plan).toBe('us-east-1/host.initiate');
    const again = play(far, keysOf('r'), { type: 'planned', planned, at: far.now }, ended('plan')).state;
    expect(again.cursors.plan).toBeUndefined();
    const moved = play(far, keysOf('r', 'down'), { type: 'planned', planned, at: far.now }).state;
    expect(moved.cursors.plan).toBeUndefined();
    expect(play(far, keysOf('escape', 'enter')).state.cursors.plan).toBeUndefined();
    expect(play(far, keysOf('p')).state.cursors.plan).toBeUndefined();
  });

  it('that deletes is carried out only once yes was typed', () => {
    const asked = play(atPlan(start(), deleting()), keysOf('y'));
    expect(asked).toMatchObject({ effects: [], state: { entry: { for: 'yes' } } });
    expect(play(asked.state, keysOf('y', 'enter'))).toMatchObject({
      effects: [],
      state: { notice: { text: '"y" is not yes: Esc cancels' } },
    });
    expect(play(asked.state, keysOf('escape')).state).toMatchObject({ entry: undefined, screen: 'plan' });
    expect(play(asked.state, keysOf('yes', 'enter')).effects).toMatchObject([{ type: 'apply' }]);
  });

  it('that has come to delete meanwhile wants it too, and so does a run that is taken up again', () => {
    const changed = play(atRun(), askedOf({ kind: 'carry-out', plan: deleting().plan }), keysOf('y'));
    expect(changed.effects).toEqual([]);
    expect(play(changed.state, keysOf('yes', 'enter')).effects).toEqual([{ type: 'answer', yes: true }]);
    const begun = play(atPlan(start(), deleting()), keysOf('y', 'yes', 'enter'), ended('apply', false)).state;
    const again = play(begun, keysOf('r', 'y'));
    expect(again.effects).toEqual([]);
    expect(play(again.state, keysOf('yes', 'enter')).effects).toMatchObject([{ type: 'apply' }]);
  });
});

describe('destroy', () => {
  const [, instance, address] = deleting().plan.steps;
  if (instance === undefined || address === undefined) throw new Error('the plan deletes nothing');
  const addresses = Array.from({ length: 60 }, (_, index): Step => ({ ...address, id: `address ${index}` }));
  const plan = planOf('corp', [...addresses, instance], []);
  const state = play(
    atHome(),
    keysOf('end', 'up', 'enter', 'corp', 'enter'),
    askedOf({ kind: 'destroy', plan, checks: [], stays: [] }),
  ).state;
  const question = state.asked?.question;
  if (question === undefined) throw new Error('nothing is asked');

  it('says first how much goes, instances before all', () => {
    const [title, totals] = questionLines(state, question).map(({ text }) => text);
    expect([title, totals]).toEqual(['This deletes only the following:', '- 1 instance, 60 Elastic IPs']);
    expect(firstLine(state, question)).toBe(0);
  });

  it('is looked through by every key that moves, to its end and back', () => {
    const page = questionHeight(state);
    const last = questionLines(state, question).length - page;
    const at = (...keys: readonly string[]): number => firstLine(play(state, keysOf(...keys)).state, question);
    expect([at('down'), at('pageDown'), at('end'), at('end', 'down')]).toEqual([1, page, last, last]);
    expect([at('end', 'up'), at('end', 'pageUp'), at('end', 'home')]).toEqual([last - 1, last - page, 0]);
  });
});

it('keeps what is typed, and the question that comes meanwhile waits until it was seen', () => {
  const typing = play(asking.fix(), keysOf('escape'), ended('fix'), keysOf('f', '/', 'os'), askedOf()).state;
  expect(typing).toMatchObject({ entry: { field: { text: 'os' } }, asked: { question: { kind: 'fix' } } });
  const closed = play(typing, keysOf('enter'));
  expect(closed.effects).toEqual([]);
  expect(closed.state.asked?.shownAt).toBe(closed.state.now);
});

describe('what opens SSH', () => {
  const linesOf = (kind: 'fix' | 'undo', kinds: readonly string[]): string => {
    const steps = kinds.map((one) => ({
      ...{ id: one, kind: one, change: 'update', describe: `step ${one}`, risk: 'safe', dependsOn: [] },
      ...{ concentrator: 'us-east-1', region: 'us-east-1' },
    })) as unknown as Step[];
    const asked = askedOf({ kind, plan: planOf('corp', steps, []), details: {} });
    const { state } = play(atAudit(), keysOf(kind === 'fix' ? 'f' : 'u'), asked);
    const question = state.asked?.question;
    return question === undefined
      ? ''
      : questionLines(state, question)
          .map(({ text }) => text)
          .join(' ');
  };
  const visit = ['ssh.open', 'host.restore', 'ssh.close'];

  it('says on which hosts, and for whom', () => {
    for (const kind of ['fix', 'undo'] as const) {
      expect(linesOf(kind, visit)).toMatch(/The run opens SSH on us-east-1 for .+ and closes it again\./);
    }
  });

  it('says of an undo that its look opens it too', () => {
    expect(linesOf('undo', visit)).toContain('The audit afterwards opens SSH on every concentrator');
    expect(linesOf('fix', visit)).not.toContain('a look');
  });

  it('is not said where AWS alone is asked', () => {
    for (const kind of ['fix', 'undo'] as const) expect(linesOf(kind, ['undo.change'])).not.toContain('SSH');
  });
});
