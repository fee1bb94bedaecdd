/** A form: fields one below the other, each typed or chosen. */
import type { Draft } from '#mesh/draft.ts';
import type { Action } from './bindings.ts';
import type { Keypress } from './keypress.ts';
import { type Next, type ScreenLogic, stay } from './screen.ts';
import type { Wizard } from './state.ts';
import { edit, fieldOf } from './text-field.ts';

export interface Option {
  readonly value: string;
  readonly label: string;
  /** Why it cannot be chosen. */
  readonly why?: string;
}

export interface Field {
  readonly id: string;
  readonly label: string;
  /** Heading above it, where a part of the form begins. */
  readonly part?: string;
  readonly value: string;
  /** Undefined: it is typed. */
  readonly options?: readonly Option[];
  /** What stands there while nothing is typed. */
  readonly usual?: string;
  /** What it is for: one or two lines. */
  readonly hint: string;
  readonly error?: string | undefined;
  change(draft: Draft, value: string): Draft;
}

export type FormName = 'concentrators' | 'access';

export function fieldAt(state: Wizard, form: FormName, fields: readonly Field[]): Field | undefined {
  return fields[Math.min(state.fields[form], fields.length - 1)];
}

/** Text that is typed goes into the field; undefined when the key is none of its. */
export function typeInto(state: Wizard, form: FormName, fields: readonly Field[], key: Keypress): Wizard | undefined {
  const field = fieldAt(state, form, fields);
  if (field === undefined || field.options !== undefined) return undefined;
  const typing = edit(state.typing ?? fieldOf(field.value), key);
  if (typing === undefined) return undefined;
  return { ...state, typing, draft: field.change(state.draft, typing.text) };
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

export function formLogic(
  form: FormName,
  fieldsOf: (state: Wizard) => readonly Field[],
  ways: { next(state: Wizard): Next; back(state: Wizard): Next },
): ScreenLogic {
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
    act(state, action: Action) {
      const fields = fieldsOf(state);
      const at = Math.min(state.fields[form], fields.length - 1);
      const field = fields[at];
      switch (action) {
        case 'up':
          return stay(moveTo(state, form, Math.max(0, at - 1)));
        case 'down':
          return stay(moveTo(state, form, (at + 1) % fields.length));
        case 'left':
        case 'right':
          return stay(field === undefined ? state : choose(state, field, action === 'left' ? -1 : 1));
        case 'back':
          return ways.back({ ...state, typing: undefined });
        default:
          return ways.next({ ...state, typing: undefined });
      }
    },
  };
}
