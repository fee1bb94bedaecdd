/** What can be done now: the bindings of the screen, each with the reason where it cannot. */
import { type Action, type Binding, bindings, everywhere, questionKeys } from './bindings.ts';
import { type Field, type FormName, fieldAt } from './form.ts';
import { busy } from './screen.ts';
import { accessFields } from './screens/access.ts';
import { concentratorFields } from './screens/concentrators.ts';
import { screens } from './screens/index.ts';
import type { Wizard } from './state.ts';

export interface Offer {
  readonly binding: Binding;
  readonly disabled: string | undefined;
}

const moves = new Set<Action>(['up', 'down', 'pageUp', 'pageDown', 'first', 'last', 'filter', 'help', 'stop']);

export function offers(state: Wizard): readonly Offer[] {
  if (state.question !== undefined) return questionKeys.map((binding) => ({ binding, disabled: undefined }));
  const logic = screens[state.screen];
  return [...bindings[state.screen], ...everywhere].map((binding) => ({ binding, disabled: why(binding.action) }));

  function why(action: Action): string | undefined {
    if (moves.has(action)) return undefined;
    if (action === 'quit') return busy(state);
    return logic.disabled(state, action);
  }
}

export const isForm = (screen: string): screen is FormName => screen === 'concentrators' || screen === 'access';

export function formFields(state: Wizard): readonly Field[] {
  return state.screen === 'access' ? accessFields(state) : concentratorFields(state);
}

/** True while letters are text and no keys. */
export function isTyping(state: Wizard): boolean {
  if (state.entry !== undefined) return true;
  return isForm(state.screen) && fieldAt(state, state.screen, formFields(state))?.options === undefined;
}
