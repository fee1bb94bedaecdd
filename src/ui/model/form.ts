/** A form: fields in a column, each typed or chosen. */
import type { Draft } from '#mesh/spec/draft.ts';
import type { DeedOf, Movement } from './bindings.ts';
import type { Keypress } from './keypress.ts';
import { type Next, type ScreenLogic, stay } from './screen.ts';
import type { Wizard } from './state.ts';
import { edit, fieldOf } from './text-field.ts';

export interface Option {
  readonly value: string;
  readonly label: string;
  /** Why the choice is disabled. */
  readonly why?: string;
}

export interface Field {
  readonly id: string;
  readonly label: string;
  /** Heading above the field, at the start of a part. */
  readonly part?: string;
  readonly value: string;
  /** Undefined for a typed field. */
  readonly options?: readonly Option[];
  /** Placeholder while the field is empty. */
  readonly usual?: string;
  /** What the field is for: one or two lines. */
  readonly hint: string;
  readonly error?: string | undefined;
  change(draft: Draft, value: string): Draft;
}

export type FormName = 'concentrators' | 'access';

export function fieldAt(state: Wizard, form: FormName, fields: readonly Field[]): Field | undefined {
  return fields[Math.min(state.fields[form], fields.length - 1)];
}

/** Typed text goes into the field; undefined if the key does not belong to it. */
export function typeInto(state: Wizard, form: FormName, fields: readonly Field[], key: Keypress): Wizard | undefined {
  const field = fieldAt(state, form, fields);
  if (field === undefined || field.options !== undefined) return undefined;
  const typing = edit(state.typing ?? fieldOf(field.value), key);
  if (typing === undefined) return undefined;
  const before = state.typing?.before ?? field.value;
  return { ...state, typing: { ...typing, before }, draft: field.change(state.draft, typing.text) };
}

/** True while a field differs from its value when typing started: Esc restores that. */
export const isRetyped = ({ typing }: Wizard): boolean => typing !== undefined && typing.text !== typing.before;

function asItWas(state: Wizard, form: FormName, fields: readonly Field[]): Wizard {
  const field = fieldAt(state, form, fields);
  const { typing } = state;
  if (field === undefined || typing === undefined) return state;
  return { ...state, typing: undefined, draft: field.change(state.draft, typing.before) };
}

function moveTo(state: Wizard, form: FormName, at: number): Wizard {
  return { ...state, typing: undefined, fields: { ...state.fields, [form]: at } };
}

function choose(state: Wizard, field: Field, step: number): Wizard {
  const { options = [], value } = field;
  const open = options.filter(({ why }) => why === undefined);
  const at = open.findIndex((one) => one.value === value);
  const next = open[(at + step + open.length) % open.length];
  return next === undefined ? state : { ...state, draft: field.change(state.draft, next.value) };
}

export function formLogic<F extends FormName>(
  form: F,
  fieldsOf: (state: Wizard) => readonly Field[],
  ways: { next(state: Wizard): Next; back(state: Wizard): Next },
): ScreenLogic<F> {
  return {
    rows: () => [],
    disabled(state, action) {
      const fields = fieldsOf(state);
      if (action === 'left' || action === 'right') {
        const { options } = fieldAt(state, form, fields) ?? {};
        return (options?.filter(({ why }) => why === undefined).length ?? 2) < 2
          ? 'there is no other choice yet'
          : undefined;
      }
      const wrong = action === 'next' ? fields.find(({ error }) => error !== undefined) : undefined;
      return wrong === undefined ? undefined : `${wrong.label}: ${wrong.error}`;
    },
    move: (state, movement) => movedIn(state, form, fieldsOf(state), movement),
    act(state, action: DeedOf<FormName>) {
      switch (action) {
        case 'back':
          return isRetyped(state)
            ? stay(asItWas(state, form, fieldsOf(state)))
            : ways.back({ ...state, typing: undefined });
        case 'next':
          return ways.next({ ...state, typing: undefined });
      }
    },
  };
}

function movedIn(state: Wizard, form: FormName, fields: readonly Field[], movement: Movement): Wizard {
  const at = Math.min(state.fields[form], fields.length - 1);
  const field = fields[at];
  switch (movement) {
    case 'up':
      return moveTo(state, form, Math.max(0, at - 1));
    case 'down':
      return moveTo(state, form, (at + 1) % fields.length);
    case 'left':
    case 'right':
      return field === undefined ? state : choose(state, field, movement === 'left' ? -1 : 1);
    case 'pageUp':
    case 'first':
      return moveTo(state, form, 0);
    case 'pageDown':
    case 'last':
      return moveTo(state, form, Math.max(0, fields.length - 1));
  }
}
