/** What a screen is for, and every current key. */
import { Box, Text } from 'ink';
import { helpHeight, helpLines } from '#ui/model/help-lines.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { useAppearance } from './appearance.ts';
import { keyLabel } from './footer.tsx';
import { Line } from './styled-text.tsx';

export function Help({ state }: { readonly state: Wizard }) {
  const { glyphs, linear } = useAppearance();
  const lines = helpLines(state, (key) => keyLabel(key, glyphs));
  const height = linear ? lines.length : helpHeight(state, lines.length);
  const first = Math.max(0, Math.min(Number(state.cursors.help ?? 0), lines.length - height));
  return (
    <Box flexDirection="column">
      {lines.slice(first, first + height).map(({ keys, text }, index) => (
        <Line key={first + index}>
          {keys === undefined ? null : <Text {...tones.strong}>{keys}</Text>}
          {text}
        </Line>
      ))}
      {height === lines.length ? null : (
        <Line tone="quiet">
          {first + 1}
          {glyphs.dash}
          {first + height} of {lines.length} lines: PgDn and PgUp; any other key closes
        </Line>
      )}
    </Box>
  );
}
