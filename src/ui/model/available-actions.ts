/** The screen's bindings, each with the reason if it is disabled. */

import { accessFields } from '#ui/model/screens/access.ts';
import { concentratorFields } from '#ui/model/screens/concentrators.ts';
import { screens } from '#ui/model/screens/index.ts';
import { type Action, type Binding, bindings, everywhere, isMovement, questionKeys } from './bindings.ts';
import { type Field, type FormName, fieldAt, isRetyped } from './form.ts';
import { bound } from './screen.ts';
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
    return restores ? { ...binding, label: 'restore' } : binding;
  }

  function why(action: Action): string | undefined {
    if (action === 'filter' || action === 'help' || action === 'stop') return undefined;
    if (action === 'quit') return bound(state);
    // A form's choice may have a single option; a list always allows movement.
    if (isMovement(action) && !isForm(state.screen)) return undefined;
    return logic.disabled(state, action);
  }
}

export const isForm = (screen: string): screen is FormName => screen === 'concentrators' || screen === 'access';

export function formFields(state: Wizard): readonly Field[] {
  return state.screen === 'access' ? accessFields(state) : concentratorFields(state);
}

/** True while letters are text, not keys. */
export function isTyping(state: Wizard): boolean {
  if (state.entry !== undefined) return true;
  return isForm(state.screen) && fieldAt(state, state.screen, formFields(state))?.options === undefined;
}
