/** What is about to be done, exactly, and the question whether to do it. */
import { Box, Text } from 'ink';
import type { Step } from '#mesh/steps.ts';
import type { Question } from '#ui/model/messages.ts';
import type { Wizard } from '#ui/model/state.ts';
import { type Tone, tones } from '#ui/theme.ts';
import { broken } from './broken.ts';
import { changeMark } from './change-mark.ts';
import { bodyHeight } from './frame.tsx';
import { useLook } from './look.ts';
import { Line, plural } from './words.tsx';

function titleOf({ kind, checks }: Question): string {
  switch (kind) {
    case 'carry-out':
      return 'The plan is not what it was when you saw it. This is to be done now:';
    case 'destroy':
      return 'This goes, and nothing else:';
    case 'undo':
      return `This goes back to how it was before the fix of ${checks.join(', ')}:`;
    case 'fix':
      return `This would put right ${checks.join(', ')}:`;
  }
}

export function QuestionView({ state, question }: { readonly state: Wizard; readonly question: Question }) {
  const { glyphs } = useLook();
  const { plan, risk, details, kind, stays } = question;
  const all = plan.steps.flatMap((step): readonly { text: string; tone: Tone | undefined; hang: number }[] => [
    { text: `${changeMark[step.change][0]} ${placed(step)}`, tone: undefined, hang: 2 },
    ...(details[step.id] ?? []).map((text) => ({ text: `    ${text}`, tone: toneOf(text), hang: 6 })),
  ]);
  const lines = all.flatMap(({ text, tone, hang }) =>
    broken(text, state.columns, hang).map((one) => ({ text: one, tone })),
  );
  const height = Math.max(3, bodyHeight(state) - 4 - (stays.length > 0 ? 1 : 0));
  const first = Math.max(0, Math.min(Number(state.cursors.question ?? 0), lines.length - height));
  return (
    <Box flexDirection="column">
      <Line tone="strong">{titleOf(question)}</Line>
      {lines.slice(first, first + height).map(({ text, tone }, index) => (
        <Line key={first + index} {...(tone === undefined ? {} : { tone })}>
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
      {stays.length === 0 ? null : <Line tone="warn">undo cannot take back: {stays.join('; ')}</Line>}
      <Text {...(risk === 'disruptive' || kind === 'destroy' ? tones.warn : tones.strong)}>
        {risk === 'disruptive' ? `${glyphs.warn} Traffic may stop for a while. ` : ''}
        {plural(plan.steps.length, 'step')}. Carry out?
      </Text>
    </Box>
  );
}

/** Where it happens, unless what it does begins with that. */
function placed({ concentrator, region, describe }: Step): string {
  const place = concentrator ?? region ?? 'mesh';
  return describe.startsWith(`${place}:`) ? describe : `${place}: ${describe}`;
}

/** Lines of a diff. */
function toneOf(text: string): Tone {
  return text.startsWith('+') ? 'good' : text.startsWith('-') ? 'bad' : 'quiet';
}
