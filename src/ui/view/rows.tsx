/** A list that fits its height, with the cursor visible. */
import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { firstRow } from '#ui/model/list.ts';
import { tones } from '#ui/theme.ts';
import { useAppearance } from './appearance.ts';
import { Line } from './styled-text.tsx';

export interface RowsProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** Index of the selected row; none for a read-only list. */
  readonly at: number | undefined;
  /** Lines there are. */
  readonly height: number;
  readonly children: (item: T, active: boolean) => ReactNode;
}

export function Rows<T>({ items, keyOf, at, height, children }: RowsProps<T>) {
  const { glyphs, linear } = useAppearance();
  const fits = items.length <= height;
  const shown = Math.max(1, fits ? height : height - 1);
  const first = firstRow(items.length, at ?? 0, shown);
  return (
    <Box flexDirection="column">
      {items.slice(first, first + shown).map((item, index) => {
        const place = first + index;
        const active = place === at;
        return (
          <Line key={keyOf(item)}>
            {at === undefined
              ? ''
              : linear
                ? `${place + 1}. ${active ? 'selected: ' : ''}`
                : active
                  ? `${glyphs.pointer} `
                  : '  '}
            {children(item, active)}
          </Line>
        );
      })}
      {fits ? null : (
        <Text {...tones.quiet}>
          {'  '}
          {first + 1}
          {glyphs.dash}
          {Math.min(items.length, first + shown)} of {items.length}
        </Text>
      )}
    </Box>
  );
}
