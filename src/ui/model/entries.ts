/** One line that is asked for in between: a filter, why something is accepted and until when, a name that proves the intent. */
import type { Keypress } from './keypress.ts';
import { emptyRun } from './run-state.ts';
import { type Next, stay, told } from './screen.ts';
import { findingAt } from './screens/audit.ts';
import type { Entry, Wizard } from './state.ts';
import { edit, fieldOf } from './text-field.ts';

export const entryLabels: Readonly<Record<Entry['for'], (state: Wizard) => string>> = {
  filter: () => 'Filter',
  'waive-reason': (state) => `Why is ${findingAt(state)?.check ?? 'this'} accepted?`,
  'waive-expires': () => 'Until when (YYYY-MM-DD)?',
  destroy: ({ draft }) => `This removes the mesh. Type its name (${draft.mesh}) to see what goes`,
};

export function entered(state: Wizard, entry: Entry, key: Keypress): Next {
  const closed: Wizard = { ...state, entry: undefined };
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
      if (text.trim() === '') return again('a waiver needs its reason: whoever reads it later has nothing else');
      return stay({
        ...state,
        waiveReason: text.trim(),
        entry: { for: 'waive-expires', field: fieldOf(inDays(state.now, 90)) },
      });
    case 'waive-expires': {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
        return again('write a date such as 2027-01-31');
      if (Date.parse(text) <= state.now) return again('that day is over: a waiver ends in the future');
      const result = findingAt(state);
      if (result === undefined) return stay(state);
      return stay(state, { type: 'preview-waiver', result, reason: state.waiveReason, expires: text });
    }
    case 'destroy':
      if (text.trim() !== state.draft.mesh)
        return again(`"${text}" is not the name of the mesh: Esc leaves it as it is`);
      return stay(
        { ...state, screen: 'run', job: 'destroy', run: { ...emptyRun, startedAt: state.now } },
        { type: 'destroy', confirm: text.trim() },
      );
  }
}

const inDays = (now: number, days: number): string => new Date(now + days * 86_400_000).toISOString().slice(0, 10);
