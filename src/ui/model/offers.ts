/** What can be done now: the bindings of the screen, each with the reason where it cannot. */
import { type Action, type Binding, bindings, everywhere, isMovement, questionKeys } from './bindings.ts';
import { type Field, type FormName, fieldAt, isRetyped } from './form.ts';
import { bound } from './screen.ts';
import { accessFields } from './screens/access.ts';
import { concentratorFields } from './screens/concentrators.ts';
import { screens } from './screens/index.ts';
import type { Wizard } from './state.ts';

export interface Offer {
  readonly binding: Binding;
  readonly disabled: string | undefined;
}

export function offers(state: Wizard): readonly Offer[] {
  if (state.asked !== undefined) return questionKeys.map((binding) => ({ binding, disabled: undefined }));
  const logic = screens[state.screen];
  const all: readonly Binding[] = [...bindings[state.screen], ...everywhere];
  return all.map((binding) => ({ binding: named(binding), disabled: why(binding.action) }));

  function named(binding: Binding): Binding {
    const restores = binding.action === 'back' && isForm(state.screen) && isRetyped(state);
    return restores ? { ...binding, label: 'as it was' } : binding;
  }

  function why(action: Action): string | undefined {
    if (action === 'filter' || action === 'help' || action === 'stop') return undefined;
    if (action === 'quit') return bound(state);
    // In a form a choice may have nothing to choose from; a list can always be moved in.
    if (isMovement(action) && !isForm(state.screen)) return undefined;
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
