/** The two forms. */
import { accessFields } from '#ui/model/screens/access.ts';
import { concentratorFields } from '#ui/model/screens/concentrators.ts';
import type { Wizard } from '#ui/model/state.ts';
import { Form } from '#ui/view/form.tsx';

export function Concentrators({ state }: { readonly state: Wizard }) {
  return <Form state={state} form="concentrators" fields={concentratorFields(state)} />;
}

export function Access({ state }: { readonly state: Wizard }) {
  return <Form state={state} form="access" fields={accessFields(state)} />;
}
