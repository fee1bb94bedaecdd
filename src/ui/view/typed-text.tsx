/** A text input with its cursor. */
import { Text } from 'ink';
import type { TextField } from '#ui/model/text-field.ts';
import { useAppearance } from './appearance.ts';
import { Line } from './styled-text.tsx';

/** The input is always visible: without room for both, the label is cut. */
export function TypedText({
  label,
  field,
  columns,
}: {
  readonly label: string;
  readonly field: TextField;
  readonly columns: number;
}) {
  const room = Math.max(8, columns - [...field.text].length - 4);
  return (
    <Line>
      <Text bold>{label.slice(0, room)}:</Text> <Field field={field} />
    </Line>
  );
}

/** The character under the cursor is inverse, or has a mark before it; a screen reader gets only the text. */
export function Field({ field: { text, cursor } }: { readonly field: TextField }) {
  const { linear, coloured, glyphs } = useAppearance();
  if (linear) return <Text>{text}</Text>;
  const characters = [...text];
  const before = characters.slice(0, cursor).join('');
  if (!coloured) {
    return (
      <Text>
        {before}
        {glyphs.cursor}
        {characters.slice(cursor).join('')}
      </Text>
    );
  }
  return (
    <Text>
      {before}
      <Text inverse>{characters[cursor] ?? ' '}</Text>
      {characters.slice(cursor + 1).join('')}
    </Text>
  );
}
