/** A run that was taken up again: every row says what is so, and they add up. */
import { expect, it } from 'vitest';
import { planOf, type Step } from '#mesh/plan/steps.ts';
import type { Message } from '#ui/model/messages.ts';
import { atRun, ended, keysOf, names, plannedOf, play } from '../support/wizard-states.ts';

const { steps } = plannedOf(names).plan;
const event = (one: object): Message => ({ type: 'event', event: one, at: 0 }) as Message;
const finished = (step: Step, outcome: 'done' | 'failed'): Message =>
  event({ type: 'step-finished', report: { step, outcome, startedAt: new Date(0), durationMs: 1 } });
const build = (of: readonly Step[]): Message => event({ type: 'plan', purpose: 'build', plan: planOf('corp', of, []) });

it('counts what an earlier attempt did, and what is there already, as done', () => {
  const [first, second, ...rest] = steps;
  if (first === undefined || second === undefined) throw new Error('there are no steps');
  const failed = play(
    atRun(),
    build(steps),
    finished(first, 'done'),
    finished(second, 'failed'),
    ended('apply', false, '1 failed'),
  );
  const again = play(failed.state, keysOf('r', 'y'));
  expect(again.state.run.steps.map(({ state }) => state)).toEqual(['done', ...steps.slice(1).map(() => 'waiting')]);
  // AWS shows that the second was made all the same.
  const replanned = play(again.state, build(rest));
  const waiting = replanned.state.run.steps.filter(({ state }) => state === 'waiting');
  expect(waiting.map(({ step }) => step.id)).toEqual(rest.map(({ id }) => id));
  const { state } = play(replanned.state, ...rest.map((one) => finished(one, 'done')), ended('apply'));
  expect(state.run.steps).toHaveLength(steps.length);
  expect(new Set(state.run.steps.map((one) => one.state))).toEqual(new Set(['done']));
});
