/** What a terminal shows that is smaller than any screen. */
import { Box } from 'ink';
import type { Wizard } from '#ui/model/state.ts';
import { Line } from './styled-text.tsx';

/** Columns and rows; below them the wizard only asks for a larger terminal. */
export const smallest = { columns: 60, rows: 15 };

export function TooSmall({ state: { columns, rows } }: { readonly state: Wizard }) {
  return (
    <Box flexDirection="column">
      <Line>
        {columns} x {rows} is too small
      </Line>
      <Line>
        enlarge to {smallest.columns} x {smallest.rows}
      </Line>
    </Box>
  );
}
