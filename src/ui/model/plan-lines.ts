/** The plan as lines: totals, obstacles and notes, then every step. The cursor can move over all of them. */

import type { Step, StepChange } from '#mesh/plan/steps.ts';
import { kindsOf } from '#mesh/plan/totals.ts';
import { counted } from '#mesh/plural.ts';
import { costWords, pricesOf } from '#mesh/prices.ts';
import type { Tone } from '#ui/theme.ts';
import type { PlanView } from './messages.ts';
import { placeOfStep } from './run-state.ts';
import type { Wizard } from './state.ts';
import { wrapped } from './wrap-line.ts';

export interface PlanLine {
  /** Undefined for a heading, which the cursor skips. */
  readonly key: string | undefined;
  readonly text: string;
  readonly tone?: Tone;
  /** Drawn before a step's first line. */
  readonly mark?: StepChange;
}

/** From this width on, the map is drawn beside the steps. */
export const mapBeside = 110;
export const mapWidth = 42;

/** The pointer's columns before each line. */
const margin = 2;

export function planLines(state: Wizard, planned: PlanView): readonly PlanLine[] {
  const width = state.columns - margin - (state.columns >= mapBeside ? mapWidth : 0);
  const { plan, obstacles, quotas } = planned;
  const said = (id: string, tone: Tone, texts: readonly string[]): readonly PlanLine[] =>
    texts.flatMap((text, index) =>
      wrapped(text, width, 2).map((line, part): PlanLine => ({ key: `said ${id} ${index} ${part}`, text: line, tone })),
    );
  return [
    ...totals(planned).flatMap(([tone, text], index) => said(`total ${index}`, tone, [text])),
    ...said(
      'obstacles',
      'bad',
      obstacles.map(({ what, next }) => `obstacle: ${what}: ${next}`),
    ),
    ...said('writes', 'quiet', writing(state, planned)),
    ...said('looks', 'quiet', looking(state, planned)),
    ...said(
      'note',
      'warn',
      plan.notes.map((text) => `note: ${text}`),
    ),
    ...(plan.steps.length === 0
      ? wrapped(nothingToDo(plan), width, 0).map((text, part) => ({ key: `nothing ${part}`, text }))
      : stepLines(planSteps(planned), width)),
    ...said('room', 'quiet', quotas),
  ];
}

const nothingToDo = ({ differs }: PlanView['plan']): string =>
  differs === true ? 'No steps; the notes list the remaining drift.' : 'In sync with the spec: nothing to do.';

/** Steps by place, as shown; within a place in order. */
export function planSteps({ plan: { steps } }: PlanView): readonly Step[] {
  return steps.toSorted((a, b) => {
    const [one, other] = [placeOfStep(a), placeOfStep(b)];
    return one < other ? -1 : one > other ? 1 : 0;
  });
}

/** The totals before the steps: deletions first, then creations, then the cost. */
function totals({ plan, tunnels, costs }: PlanView): readonly (readonly [Tone, string])[] {
  const { create, update, delete: gone, host } = plan.totals;
  const counts = `${create} to create (+), ${update} to update (~), ${gone} to delete (-), ${host} on hosts (>)`;
  const [deleted, made] = [kindsOf(plan, 'delete'), kindsOf(plan, 'create')];
  const cost = (['more', 'less'] as const).flatMap((way) =>
    costs === undefined || costs[way].usd === 0 ? [] : [`${costWords(costs[way])} ${way}`],
  );
  return [
    ['strong', `${counted(tunnels.length, 'tunnel')}; ${counts}`],
    ...(deleted === '' ? [] : [['bad', `- deletes ${deleted}`] as const]),
    ...(made === '' ? [] : [['good', `+ creates ${made}`] as const]),
    ...(cost.length === 0 ? [] : [['strong', `${cost.join(', ')} (${pricesOf})`] as const]),
  ];
}

/** Says how the spec will be written. */
function writing({ file }: Wizard, { writes, plan }: PlanView): readonly string[] {
  if (writes === undefined) return [];
  if (writes.put + writes.taken === 0) return [`${file} is up to date`];
  const changed = `+${writes.put} -${writes.taken} lines, s shows them`;
  return [plan.steps.length === 0 ? `${file}: ${changed}` : `y writes ${file} (${changed}), then executes the plan`];
}

/** Says when SSH will be opened. */
const looking = ({ openSsh }: Wizard, { plan }: PlanView): readonly string[] =>
  openSsh || plan.steps.length === 0
    ? []
    : ['after apply the wizard opens SSH briefly for each read of the hosts; o stops that (verify, audit, home)'];

/** Steps under their place. */
function stepLines(steps: readonly Step[], width: number): readonly PlanLine[] {
  return steps.flatMap((step, index) => {
    const place = placeOfStep(step);
    const before = steps[index - 1];
    const lines = wrapped(step.describe, width - 2, 0).map(
      (text, part): PlanLine =>
        part === 0 ? { key: step.id, text, mark: step.change } : { key: `${step.id} ${part}`, text: `  ${text}` },
    );
    return before !== undefined && placeOfStep(before) === place
      ? lines
      : [{ key: undefined, text: place, tone: 'strong' as const }, ...lines];
  });
}
