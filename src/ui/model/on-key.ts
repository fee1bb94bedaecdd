/** What a key does: in a text field, at a question, or by the screen's bindings. */

import { onFieldLeft } from '#ui/model/screens/access.ts';
import { screens } from '#ui/model/screens/index.ts';
import { formFields, isForm, isTyping, offers } from './available-actions.ts';
import { pageOf } from './available-lines.ts';
import { isMovement, type Movement, questionKeys } from './bindings.ts';
import { isUnread } from './early-key.ts';
import { entered } from './entries.ts';
import { typeInto } from './form.ts';
import { helpHeight, helpLines } from './help-lines.ts';
import { type Keypress, keyOf } from './keypress.ts';
import { moved } from './list.ts';
import { questionHeight } from './question-lines.ts';
import { answered, isOfJob, scrolled, wantsYes } from './questions.ts';
import { going, type Next, quit, stay, told } from './screen.ts';
import type { Asked, Wizard } from './state.ts';
import { fieldOf } from './text-field.ts';

export function onKey(before: Wizard, key: Keypress): Next {
  if (key.name === 'interrupt') return interrupt(before);
  if (before.quitting) return stay(before);
  if (before.asked !== undefined && isUnread(before, before.asked.shownAt)) {
    // A key that is held down started before the question: it must be released first.
    return stay({ ...before, asked: { ...before.asked, shownAt: before.now } });
  }
  const state: Wizard = before.notice === undefined ? before : { ...before, notice: undefined };
  if (state.help) return stay(helped(state, key));
  if (state.entry !== undefined) return entered(state, state.entry, key);
  if (state.asked !== undefined) return onQuestion(state, state.asked, key, questionHeight(before));
  if (isForm(state.screen) && isTyping(state)) {
    const typed = typeInto(state, state.screen, formFields(state), key);
    if (typed !== undefined) return stay(typed);
  }
  const word = keyOf(key);
  const offer = offers(state).find(({ binding }) => binding.keys.includes(word));
  if (offer === undefined) return stay(state);
  const { action } = offer.binding;
  if (offer.disabled !== undefined) {
    const refused = { screen: state.screen, action };
    return stay({ ...state, notice: { text: offer.disabled, bad: true, refused } });
  }
  if (isMovement(action)) {
    const after = moveOn(state, action);
    return stay(after, ...onFieldLeft(state, after));
  }
  const filter = state.filters[state.screen] ?? '';
  switch (action) {
    case 'help':
      return stay({ ...state, help: true });
    case 'quit':
      return quit(state);
    case 'stop':
      return interrupt(state);
    case 'filter':
      return stay({ ...state, entry: { for: 'filter', field: fieldOf(filter) } });
    case 'back':
      if (filter !== '') return stay({ ...state, filters: { ...state.filters, [state.screen]: '' } });
      return givingWay(state, screens[state.screen].act(state, action));
    default:
      return givingWay(state, screens[state.screen].act(state, action));
  }
}

/** Movement keys page through the help; any other key closes it, which reveals what arrived behind it. */
function helped(state: Wizard, key: Keypress): Wizard {
  const { cursors } = state;
  const action = questionKeys.find(({ keys }) => keys.includes(keyOf(key)))?.action;
  if (action === undefined || !isMovement(action)) {
    return { ...state, help: false, planShownAt: state.now, cursors: { ...cursors, help: undefined } };
  }
  const all = helpLines(state).length;
  const page = helpHeight(state, all);
  const steps: Readonly<Record<Movement, number>> = {
    ...{ up: -1, down: 1, left: 0, right: 0, pageUp: -page, pageDown: page },
    ...{ first: -all, last: all },
  };
  const line = Math.max(0, Math.min(all - page, Number(cursors.help ?? 0) + steps[action]));
  return { ...state, cursors: { ...cursors, help: String(line) } };
}

function moveOn(state: Wizard, movement: Movement): Wizard {
  const logic = screens[state.screen];
  if (logic.move !== undefined) return logic.move(state, movement);
  const at = moved(logic.rows(state), state.cursors[state.screen], movement, pageOf(state));
  return at === undefined ? state : { ...state, cursors: { ...state.cursors, [state.screen]: at } };
}

/** Reading the tunnels is abandoned when anything else starts. */
function givingWay(before: Wizard, [state, effects]: Next): Next {
  const given = before.job === 'status' && effects.length > 0 && effects[0]?.type !== 'leave';
  return given ? [state, [{ type: 'leave' }, ...effects]] : [state, effects];
}

/** The first press finishes running calls; the second, or one while nothing runs, quits. */
function interrupt(state: Wizard): Next {
  if (state.stopping || state.quitting) return stay(state, { type: 'quit', code: 130 });
  if (state.job === undefined) return quit(state, 130);
  const { asked } = state;
  const stopped: Wizard = { ...state, stopping: true, asked: undefined, entry: undefined };
  const text = 'stopping: finishing running calls and closing SSH; Ctrl-C again quits at once';
  const answer = asked !== undefined && isOfJob(asked.question) ? [{ type: 'answer', yes: false } as const] : [];
  return stay(going(stopped, text), ...answer, { type: 'stop' });
}

/** @param page lines that were visible until now */
function onQuestion(state: Wizard, asked: Asked, key: Keypress, page: number): Next {
  const action = offers(state).find(({ binding }) => binding.keys.includes(keyOf(key)))?.binding.action;
  if (action === undefined) return stay(told(state, 'y executes what is shown; Esc changes nothing', true));
  if (isMovement(action)) return stay(scrolled(state, asked, action, page));
  if (action === 'accept' && wantsYes(state, asked)) {
    return stay({ ...state, entry: { for: 'yes', field: fieldOf('') } });
  }
  return answered(state, asked, action === 'accept');
}
