/** The plan line by line: what it comes to, what stands in the way and what to know, then every step. All of it can be moved over. */

import type { Step, StepChange } from '#mesh/plan/steps.ts';
import { kindsOf } from '#mesh/plan/totals.ts';
import { counted } from '#mesh/plural.ts';
import { costWords, pricesOf } from '#mesh/prices.ts';
import type { Tone } from '#ui/theme.ts';
import { broken } from './broken.ts';
import type { PlanView } from './messages.ts';
import { placeOfStep } from './run-state.ts';
import type { Wizard } from './state.ts';

export interface PlanLine {
  /** Undefined for a heading, which the cursor leaves out. */
  readonly key: string | undefined;
  readonly text: string;
  readonly tone?: Tone;
  /** Drawn before the text, where a step begins. */
  readonly mark?: StepChange;
}

/** From here on the mesh is drawn beside the steps. */
export const mapBeside = 110;
export const mapWidth = 42;

/** The pointer has its place before each line. */
const margin = 2;

export function planLines(state: Wizard, planned: PlanView): readonly PlanLine[] {
  const width = state.columns - margin - (state.columns >= mapBeside ? mapWidth : 0);
  const { plan, obstacles, quotas } = planned;
  const said = (id: string, tone: Tone, texts: readonly string[]): readonly PlanLine[] =>
    texts.flatMap((text, index) =>
      broken(text, width, 2).map((line, part): PlanLine => ({ key: `said ${id} ${index} ${part}`, text: line, tone })),
    );
  return [
    ...totals(planned).flatMap(([tone, text], index) => said(`total ${index}`, tone, [text])),
    ...said(
      'in the way',
      'bad',
      obstacles.map(({ what, next }) => `in the way: ${what}: ${next}`),
    ),
    ...said('writes', 'quiet', writing(state, planned)),
    ...said('looks', 'quiet', looking(state, planned)),
    ...said(
      'note',
      'warn',
      plan.notes.map((text) => `note: ${text}`),
    ),
    ...(plan.steps.length === 0
      ? broken(nothingToDo(plan), width, 0).map((text, part) => ({ key: `nothing ${part}`, text }))
      : stepLines(planSteps(planned), width)),
    ...said('room', 'quiet', quotas),
  ];
}

const nothingToDo = ({ differs }: PlanView['plan']): string =>
  differs === true
    ? 'Nothing is to be done here; the notes say what is not as the spec says.'
    : 'The mesh is as the spec says: nothing is to be done.';

/** By where they happen, as they are shown; those of one place in their order. */
export function planSteps({ plan: { steps } }: PlanView): readonly Step[] {
  return steps.toSorted((a, b) => {
    const [one, other] = [placeOfStep(a), placeOfStep(b)];
    return one < other ? -1 : one > other ? 1 : 0;
  });
}

/** What it comes to, before any step: deletions first, then what is made, and the money. */
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

/** Nothing writes the spec unsaid. */
function writing({ file }: Wizard, { writes, plan }: PlanView): readonly string[] {
  if (writes === undefined) return [];
  if (writes.put + writes.taken === 0) return [`${file} says all of this already`];
  const lines = `${file}: +${writes.put} -${writes.taken} lines, s shows them`;
  return [
    plan.steps.length === 0 ? `${lines}, and writes nothing by itself` : `y writes ${lines}, then carries it out`,
  ];
}

/** Nothing opens SSH unsaid. */
const looking = ({ openSsh }: Wizard, { plan }: PlanView): readonly string[] =>
  openSsh || plan.steps.length === 0
    ? []
    : ['afterwards each look here opens SSH while it lasts, until you press o (at proof, audit or home)'];

/** Steps under where they happen. */
function stepLines(steps: readonly Step[], width: number): readonly PlanLine[] {
  return steps.flatMap((step, index) => {
    const place = placeOfStep(step);
    const before = steps[index - 1];
    const lines = broken(step.describe, width - 2, 0).map(
      (text, part): PlanLine =>
        part === 0 ? { key: step.id, text, mark: step.change } : { key: `${step.id} ${part}`, text: `  ${text}` },
    );
    return before !== undefined && placeOfStep(before) === place
      ? lines
      : [{ key: undefined, text: place, tone: 'strong' as const }, ...lines];
  });
}
