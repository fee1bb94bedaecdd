/** A form on one screen, with an explanation of the selected field below. */
import { Box, Text } from 'ink';
import { bodyHeight } from '#ui/model/available-lines.ts';
import { type Field as FormField, type FormName, fieldAt } from '#ui/model/form.ts';
import { firstRow } from '#ui/model/list.ts';
import type { Wizard } from '#ui/model/state.ts';
import { fieldOf } from '#ui/model/text-field.ts';
import { wrapped } from '#ui/model/wrap-line.ts';
import { tones } from '#ui/theme.ts';
import { useAppearance } from './appearance.ts';
import { Line } from './styled-text.tsx';
import { Field } from './typed-text.tsx';

/** A blank line and the usual explanation: keeps the form steady from field to field. */
const leastBelow = 4;

export function Form({
  state,
  form,
  fields,
}: {
  readonly state: Wizard;
  readonly form: FormName;
  readonly fields: readonly FormField[];
}) {
  const current = fieldAt(state, form, fields);
  const lines = fields.flatMap((field) => [...(field.part === undefined ? [] : [{ part: field.part }]), { field }]);
  const wrong = current?.error === undefined ? [] : wrapped(`! ${current.error}`, state.columns, 2);
  const hint = current === undefined ? [] : wrapped(current.hint, state.columns, 0);
  const height = Math.max(2, bodyHeight(state) - Math.max(leastBelow, 1 + wrong.length + hint.length));
  const at = lines.findIndex((line) => 'field' in line && line.field === current);
  const first = firstRow(lines.length, at, height);
  return (
    <Box flexDirection="column">
      <Box flexDirection="column" height={Math.min(height, lines.length)}>
        {lines.slice(first, first + height).map((line) =>
          'part' in line ? (
            <Line key={`part ${line.part}`} tone="strong">
              {line.part}
            </Line>
          ) : (
            <FieldLine key={line.field.id} field={line.field} state={state} active={line.field === current} />
          ),
        )}
      </Box>
      <Text> </Text>
      {wrong.map((line, index) => (
        <Line key={index} tone="warn">
          {line}
        </Line>
      ))}
      {hint.map((line, index) => (
        <Line key={index} tone="quiet">
          {line}
        </Line>
      ))}
    </Box>
  );
}

function FieldLine({
  field,
  state,
  active,
}: {
  readonly field: FormField;
  readonly state: Wizard;
  readonly active: boolean;
}) {
  const { glyphs, linear } = useAppearance();
  const chosen = field.options?.find(({ value }) => value === field.value)?.label ?? field.value;
  const mark = active ? (linear ? 'selected: ' : `${glyphs.pointer} `) : '  ';
  return (
    <Line>
      {mark}
      <Text {...(active ? tones.strong : {})}>{`${field.label}:`.padEnd(22)}</Text>
      {field.options !== undefined ? (
        <Text>{active ? `${glyphs.left} ${chosen} ${glyphs.right}` : chosen}</Text>
      ) : active && field.value !== '' ? (
        <Field field={state.typing ?? fieldOf(field.value)} />
      ) : field.value === '' ? (
        <Text>
          {active ? <Field field={fieldOf('')} /> : null}
          <Text {...tones.quiet}>{field.usual ?? ''}</Text>
        </Text>
      ) : (
        <Text>{field.value}</Text>
      )}
      {field.error !== undefined && !active ? <Text {...tones.warn}> ! {field.error}</Text> : null}
    </Line>
  );
}
