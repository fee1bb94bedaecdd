/** An exact preview and its question. */

import { Box, Text } from 'ink';
import { counted } from '#mesh/plural.ts';
import type { Question } from '#ui/model/messages.ts';
import { firstLine, questionHeight, questionLines } from '#ui/model/question-lines.ts';
import type { Wizard } from '#ui/model/state.ts';
import { tones } from '#ui/theme.ts';
import { useAppearance } from './appearance.ts';
import { Line } from './styled-text.tsx';

/** The question above the answer keys. */
function askOf(question: Question): string {
  switch (question.kind) {
    case 'save':
    case 'waive':
      return 'Write it?';
    case 'ssh':
      return question.open ? 'Open it?' : 'Close it?';
    case 'look':
      return 'Open SSH for reads?';
    case 'retry':
      return 'Resume?';
    case 'carry-out':
    case 'destroy':
    case 'undo':
    case 'fix':
      return `${counted(question.plan.steps.length, 'step')}. Execute?`;
  }
}

export function QuestionView({ state, question }: { readonly state: Wizard; readonly question: Question }) {
  const { glyphs } = useAppearance();
  const { kind } = question;
  const lines = questionLines(state, question);
  const height = questionHeight(state);
  const first = firstLine(state, question);
  const disruptive = 'risk' in question && question.risk === 'disruptive';
  return (
    <Box flexDirection="column">
      {lines.slice(first, first + height).map(({ text, tone }, index) => (
        <Line key={first + index} tone={tone}>
          {text}
        </Line>
      ))}
      {lines.length <= height ? null : (
        <Line tone="quiet">
          {first + 1}
          {glyphs.dash}
          {Math.min(lines.length, first + height)} of {lines.length} lines
        </Line>
      )}
      <Text {...(disruptive || kind === 'destroy' ? tones.warn : tones.strong)}>
        {disruptive ? `${glyphs.warn} May interrupt traffic. ` : ''}
        {askOf(question)}
      </Text>
    </Box>
  );
}
