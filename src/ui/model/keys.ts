/** What a key does: to text that is typed, to a question that waits, or by the bindings of the screen. */
import { entered } from './entries.ts';
import { typeInto } from './form.ts';
import { type Keypress, keyOf } from './keypress.ts';
import { moved } from './list.ts';
import { formFields, isForm, isTyping, offers } from './offers.ts';
import { type Next, stay, told } from './screen.ts';
import { screens } from './screens/index.ts';
import type { Wizard } from './state.ts';
import { fieldOf } from './text-field.ts';

/** Rows that a page key moves over: about what a list shows. */
const pageOf = ({ rows }: Wizard): number => Math.max(1, rows - 12);

export function onKey(before: Wizard, key: Keypress): Next {
  if (key.name === 'interrupt') return interrupt(before);
  const state: Wizard = before.notice === undefined ? before : { ...before, notice: undefined };
  if (state.help) return stay({ ...state, help: false });
  if (state.entry !== undefined) return entered(state, state.entry, key);
  if (isForm(state.screen) && state.question === undefined && isTyping(state)) {
    const typed = typeInto(state, state.screen, formFields(state), key);
    if (typed !== undefined) return stay(typed);
  }
  const word = keyOf(key);
  const offer = offers(state).find(({ binding }) => binding.keys.includes(word));
  if (offer === undefined) return stay(state);
  if (offer.disabled !== undefined) return stay(told(state, offer.disabled, true));
  const { action } = offer.binding;
  const filter = state.filters[state.screen] ?? '';
  if (action === 'back' && filter !== '' && state.question === undefined) {
    return stay({ ...state, filters: { ...state.filters, [state.screen]: '' } });
  }
  if (state.question !== undefined) return onQuestion(state, action);
  if (action === 'help') return stay({ ...state, help: true });
  if (action === 'quit') return stay(state, { type: 'quit', code: 0 });
  if (action === 'filter') {
    return stay({ ...state, entry: { for: 'filter', field: fieldOf(filter) } });
  }
  const logic = screens[state.screen];
  const at = moved(logic.rows(state), state.cursors[state.screen], action, pageOf(state));
  if (at !== undefined) return stay({ ...state, cursors: { ...state.cursors, [state.screen]: at } });
  return givingWay(state, logic.act(state, action));
}

/** A look at the tunnels is given up for whatever else begins. */
function givingWay(before: Wizard, [state, effects]: Next): Next {
  return before.job === 'status' && effects.length > 0 ? [state, [{ type: 'stop' }, ...effects]] : [state, effects];
}

/** The first press finishes the call under way; the second, or one while nothing is under way, leaves. */
function interrupt(state: Wizard): Next {
  if (state.job === undefined || state.stopping) return stay(state, { type: 'quit', code: 130 });
  const stopped: Wizard = { ...state, stopping: true, question: undefined };
  const text = 'stopping: the calls under way are finished, and SSH is closed; Ctrl-C again leaves at once';
  const answer = state.question === undefined ? [] : [{ type: 'answer', yes: false } as const];
  return stay(told(stopped, text), ...answer, { type: 'stop' });
}

/** Lines of a question are scrolled by their number. */
function onQuestion(state: Wizard, action: string): Next {
  if (action === 'accept' || action === 'back') {
    const cursors = { ...state.cursors, question: '0' };
    return stay({ ...state, question: undefined, cursors }, { type: 'answer', yes: action === 'accept' });
  }
  const line = Math.max(0, Number(state.cursors.question ?? 0) + (action === 'up' ? -1 : 1));
  return stay({ ...state, cursors: { ...state.cursors, question: String(line) } });
}
