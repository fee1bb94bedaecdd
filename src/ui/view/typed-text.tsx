/** A line that is typed, with its cursor. */
import { Text } from 'ink';
import type { TextField } from '#ui/model/text-field.ts';
import { useLook } from './look.ts';
import { Line } from './words.tsx';

export function TypedText({ label, field }: { readonly label: string; readonly field: TextField }) {
  const { linear } = useLook();
  return (
    <Line>
      <Text bold>{label}:</Text> <Field field={field} linear={linear} />
    </Line>
  );
}

/** The character under the cursor is shown inverse; a screen reader is told the text alone. */
export function Field({ field: { text, cursor }, linear }: { readonly field: TextField; readonly linear: boolean }) {
  if (linear) return <Text>{text}</Text>;
  const characters = [...text];
  return (
    <Text>
      {characters.slice(0, cursor).join('')}
      <Text inverse>{characters[cursor] ?? ' '}</Text>
      {characters.slice(cursor + 1).join('')}
    </Text>
  );
}
