/** Regions and hosts while they are read. */
import { Box } from 'ink';
import { bodyHeight } from '#ui/model/available-lines.ts';
import type { ReadingProgress } from '#ui/model/run-state.ts';
import type { Wizard } from '#ui/model/state.ts';
import { useAppearance } from '#ui/view/appearance.ts';
import { Line, Waiting } from '#ui/view/styled-text.tsx';

const words = { running: 'reading', done: '', failed: '' } as const;

export function ReadingProgressLines({ state }: { readonly state: Wizard }) {
  const { glyphs } = useAppearance();
  const { looks } = state.run;
  const done = looks.filter((one) => one.state !== 'running').length;
  const mark: Readonly<Record<ReadingProgress['state'], string>> = {
    running: glyphs.running,
    done: glyphs.done,
    failed: glyphs.warn,
  };
  const shown = looks.slice(0, Math.max(1, bodyHeight(state) - 2));
  return (
    <Box flexDirection="column">
      <Waiting what={`${done} of ${looks.length} regions and hosts read`} />
      {shown.map((one) => (
        <Line
          key={`${one.what} ${one.name}`}
          tone={one.state === 'failed' ? 'warn' : one.state === 'done' ? 'good' : 'quiet'}
        >
          {'  '}
          {mark[one.state]} {one.what} {one.name}: {one.text || words[one.state]}
        </Line>
      ))}
    </Box>
  );
}
