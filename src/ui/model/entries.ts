/** A one-line input: a filter, a waiver's reason and expiry, a name as confirmation. */

import type { Plan } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';
import type { Keypress } from './keypress.ts';
import { answered } from './questions.ts';
import { emptyRun } from './run-state.ts';
import { leavingFor, type Next, stay, told } from './screen.ts';
import { findingAt } from './screens/audit.ts';
import { applied } from './screens/plan.ts';
import type { Entry, Wizard } from './state.ts';
import { edit, fieldOf } from './text-field.ts';

export const entryLabels: Readonly<Record<Entry['for'], (state: Wizard) => string>> = {
  filter: () => 'Filter',
  'waive-reason': (state) => `Reason to waive ${findingAt(state)?.check ?? 'this'}`,
  'waive-expires': () => 'Expires on (YYYY-MM-DD)',
  yes: (state) => `${deletes(planToAgree(state))}: type yes`,
  destroy: ({ draft }) => `Type the mesh's name (${draft.mesh}) to see what will be deleted`,
};

export function entered(state: Wizard, entry: Entry, key: Keypress): Next {
  // A question that arrived meanwhile becomes visible now.
  const asked = state.asked === undefined ? undefined : { ...state.asked, shownAt: state.now };
  const closed: Wizard = { ...state, asked, entry: undefined };
  if (key.name === 'escape') {
    return stay(entry.for === 'filter' ? filtered(closed, '') : closed);
  }
  if (key.name === 'enter') return submitted(closed, entry);
  const field = edit(entry.field, key);
  if (field === undefined) return stay(state);
  const typing: Wizard = { ...state, entry: { ...entry, field } };
  return stay(entry.for === 'filter' ? filtered(typing, field.text) : typing);
}

function filtered(state: Wizard, text: string): Wizard {
  return { ...state, filters: { ...state.filters, [state.screen]: text } };
}

function submitted(state: Wizard, { for: what, field: { text } }: Entry): Next {
  const again = (why: string): Next => stay(told({ ...state, entry: { for: what, field: fieldOf(text) } }, why, true));
  switch (what) {
    case 'filter':
      return stay(state);
    case 'waive-reason':
      if (text.trim() === '') return again('a waiver needs a reason for those who read it later');
      return stay({
        ...state,
        waiveReason: text.trim(),
        entry: { for: 'waive-expires', field: fieldOf(inDays(state.now, 90)) },
      });
    case 'waive-expires': {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
        return again('write a date such as 2027-01-31');
      if (Date.parse(text) <= state.now) return again('that day is in the past: a waiver must expire in the future');
      const result = findingAt(state);
      if (result === undefined) return stay(state);
      return stay(state, { type: 'preview-waiver', result, reason: state.waiveReason, expires: text });
    }
    case 'yes':
      if (text.trim() !== 'yes') return again(`"${text}" is not yes: Esc cancels`);
      return state.asked === undefined ? applied(state) : answered(state, state.asked, true);
    case 'destroy':
      if (text.trim() !== state.draft.mesh) return again(`"${text}" is not the name of the mesh: Esc cancels`);
      return leavingFor(state, (alone) =>
        stay(
          { ...alone, screen: 'run', job: 'destroy', run: { ...emptyRun, startedAt: state.now } },
          { type: 'destroy', confirm: text.trim() },
        ),
      );
  }
}

/** The plan that a yes executes: the question's, or the one on screen. */
function planToAgree({ asked, planned }: Wizard): Plan | undefined {
  if (asked !== undefined && 'plan' in asked.question) return asked.question.plan;
  return planned.state === 'ready' ? planned.value.plan : undefined;
}

/** The count of deletions, with instances named, beside the input. */
function deletes(plan: Plan | undefined): string {
  const all = plan?.totals.delete ?? 0;
  const instances = plan?.steps.filter(({ kind }) => kind === 'instance.terminate').length ?? 0;
  const rest = counted(all, 'thing');
  return instances === 0 ? `Deletes ${rest}` : `Deletes ${rest}, including ${counted(instances, 'instance')}`;
}

const inDays = (now: number, days: number): string => new Date(now + days * 86_400_000).toISOString().slice(0, 10);
