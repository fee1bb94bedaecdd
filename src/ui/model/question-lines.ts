/** What a question shows, line by line: all of it can be scrolled to before it is answered. */

import type { Plan, Step } from '#mesh/plan/steps.ts';
import { kindsOf, usesSsh, visitedBy } from '#mesh/plan/totals.ts';
import type { Tone } from '#ui/theme.ts';
import { bodyHeight } from './available-lines.ts';
import { broken } from './broken.ts';
import { changeMark } from './change-mark.ts';
import type { JobQuestion, Question } from './messages.ts';
import type { Wizard } from './state.ts';

export interface QuestionLine {
  readonly text: string;
  readonly tone?: Tone | undefined;
}

export function questionLines(state: Wizard, question: Question): readonly QuestionLine[] {
  return [...headLines(question), ...linesOf(state, question)].flatMap(({ text, tone, hang }) =>
    broken(text, state.columns, hang).map((one) => ({ text: one, tone })),
  );
}

function titleOf(question: Question): string {
  switch (question.kind) {
    case 'carry-out':
      return 'The plan is not what it was when you saw it. This is to be done now:';
    case 'destroy':
      return 'This goes, and nothing else:';
    case 'undo':
      return `This goes back to how it was before the fix of ${question.checks.join(', ')}:`;
    case 'fix':
      return `This would put right ${question.checks.join(', ')}:`;
    case 'save':
      return `This changes in ${question.path}:`;
    case 'waive':
      return `The waiver goes into ${question.path}:`;
    case 'ssh':
      return question.open ? 'This opens SSH for 30 minutes:' : 'This closes SSH:';
    case 'look':
      return 'From now on each look opens SSH while it lasts:';
    case 'retry':
      return 'This goes on from what is there:';
  }
}

type Hanging = QuestionLine & { readonly hang: number };

/** What it is about, and what it leaves for good: as long as it may be, it is read before the answer like all the rest. */
function headLines(question: Question): readonly Hanging[] {
  const title: Hanging = { text: titleOf(question), tone: 'strong', hang: 2 };
  if (!('stays' in question) || question.stays.length === 0) return [title];
  return [title, { text: `undo cannot take back: ${question.stays.join('; ')}`, tone: 'warn', hang: 2 }];
}

function linesOf(state: Wizard, question: Question): readonly Hanging[] {
  const plain = (text: string): Hanging => ({ text, hang: 0 });
  switch (question.kind) {
    case 'carry-out':
    case 'destroy':
      return [...totalLines(question.plan), ...stepLines(question)];
    case 'undo':
    case 'fix':
      return [...loginLines(state, question).map(plain), ...stepLines(question)];
    case 'save':
    case 'waive':
      return question.difference.map((text) => ({ text, tone: toneOf(text), hang: 2 }));
    case 'ssh':
      return (question.open ? opening : closing)(state).map(plain);
    case 'look':
      return [
        `Each look adds a rule for TCP 22 from ${state.draft.sshFrom || 'ssh.from, which is empty'}`,
        'to the group of every concentrator, and takes it away at its end.',
        'This stays so until you press o again.',
      ].map(plain);
    case 'retry':
      return [
        'The run looks at AWS again and carries out what is still to be done of the plan.',
        'It asks again where that is more than was shown.',
      ].map(plain);
  }
}

const members = ({ living }: Wizard): string =>
  living === undefined ? 'every concentrator' : living.members.map(({ name }) => name).join(', ');

const opening = (state: Wizard): readonly string[] => [
  `TCP 22 from ${state.draft.sshFrom || 'ssh.from, which is empty'}, on ${members(state)}.`,
  'After 30 minutes each host closes it within five more; "Close SSH" ends it at any time.',
];

const closing = (state: Wizard): readonly string[] => [
  `Every temporary rule for TCP 22 of this mesh goes, on ${members(state)}.`,
  'Sessions that are open stay open until they end.',
];

/** Before the steps, so that they are seen: deletions first. */
function totalLines(plan: Plan): readonly Hanging[] {
  const said = (['delete', 'create', 'update', 'host'] as const).flatMap((change) => {
    const kinds = kindsOf(plan, change);
    return kinds === '' ? [] : [{ text: `${changeMark[change][0]} ${kinds}`, tone: changeMark[change][1], hang: 2 }];
  });
  return [...said, { text: ' ', hang: 0 }];
}

/** What a plan that visits hosts opens, and an undo once more: what its hosts last reported is of before. */
function loginLines({ draft }: Wizard, { kind, plan }: JobQuestion): readonly string[] {
  if (!usesSsh(plan)) return [];
  const source = draft.sshFrom || 'ssh.from, which is empty';
  const opens = `SSH is opened on ${visitedBy(plan).join(', ')} for ${source}, and closed again.`;
  const looks = 'Then a look opens it for its time on every concentrator, to see what came of it.';
  return [opens, ...(kind === 'undo' ? [looks] : []), ' '];
}

function stepLines({ plan, details }: JobQuestion): readonly Hanging[] {
  return plan.steps.flatMap((step): readonly Hanging[] => [
    { text: `${changeMark[step.change][0]} ${placed(step)}`, hang: 2 },
    ...(details[step.id] ?? []).map((text) => ({ text: `    ${text}`, tone: toneOf(text), hang: 6 })),
  ]);
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

/** Lines there is room for: the place among the lines and what is asked stand below them. */
export function questionHeight(state: Wizard): number {
  return Math.max(1, bodyHeight(state) - 2);
}

/** The first line that is shown. */
export function firstLine(state: Wizard, question: Question): number {
  const last = questionLines(state, question).length - questionHeight(state);
  return Math.max(0, Math.min(Number(state.cursors.question ?? 0), last));
}
