/** A plan as text. */
import type { Purpose } from '#mesh/events.ts';
import type { Plan, Step } from '#mesh/plan/steps.ts';
import { changeMarks, style } from './style.ts';
import { fitted } from './wrap.ts';

/** @param details lines under a step, by its id */
export function planLines(
  plan: Plan,
  purpose: Purpose = 'build',
  details: Readonly<Record<string, readonly string[]>> = {},
): readonly string[] {
  const notes = plan.notes.flatMap((note) => fitted(`note: ${note}`, 6).map(style.quiet));
  const nothing = {
    build:
      plan.differs === true
        ? `apply has no steps for mesh ${plan.mesh}; the notes list the remaining drift`
        : `mesh ${plan.mesh} is in sync with the spec`,
    destroy: `mesh ${plan.mesh} has no resources`,
    fix: 'fix has no steps',
    undo: 'nothing to undo',
  }[purpose];
  if (plan.steps.length === 0) return [`${style.good('no changes')}: ${nothing}`, ...notes];
  const places = [...new Set(plan.steps.map(place))];
  const lines = places.flatMap((where) => [
    style.strong(where),
    ...plan.steps
      .filter((step) => place(step) === where)
      .flatMap((step) => [
        ...fitted(`  ${mark(step)} ${step.describe}`, 4),
        ...(details[step.id] ?? []).flatMap((line) => fitted(`      ${line}`, 8).map(style.quiet)),
      ]),
  ]);
  return [...lines, '', ...fitted(totalsLine(plan), 2), ...notes];
}

function place({ concentrator, region }: Step): string {
  if (concentrator !== null) return concentrator === region ? concentrator : `${concentrator} (${region})`;
  return region === null ? 'whole mesh' : `region ${region}`;
}

function mark({ change }: Step): string {
  const text = changeMarks[change];
  return change === 'delete' ? style.bad(text) : change === 'create' ? style.good(text) : style.change(text);
}

/** `13 to create, 9 to update, 0 to delete, 12 on hosts`. */
export function totalsLine({ totals }: Plan): string {
  return `${totals.create} to create (+), ${totals.update} to update (~), ${totals.delete} to delete (-), ${totals.host} on hosts (>)`;
}
