/** The lines of a question: the operator can scroll through all of them before the answer. */

import type { Plan, Step } from '#mesh/plan/steps.ts';
import { kindsOf, usesSsh, visitedBy } from '#mesh/plan/totals.ts';
import type { Tone } from '#ui/theme.ts';
import { bodyHeight } from './available-lines.ts';
import { changeMark } from './change-mark.ts';
import type { JobQuestion, Question } from './messages.ts';
import type { Wizard } from './state.ts';
import { wrapped } from './wrap-line.ts';

export interface QuestionLine {
  readonly text: string;
  readonly tone?: Tone | undefined;
}

export function questionLines(state: Wizard, question: Question): readonly QuestionLine[] {
  return [...headLines(question), ...linesOf(state, question)].flatMap(({ text, tone, hang }) =>
    wrapped(text, state.columns, hang).map((one) => ({ text: one, tone })),
  );
}

function titleOf(question: Question): string {
  switch (question.kind) {
    case 'carry-out':
      return 'The plan has changed since you saw it. New plan:';
    case 'destroy':
      return 'This deletes only the following:';
    case 'undo':
      return `This undoes the fix of ${question.checks.join(', ')}:`;
    case 'fix':
      return `This fixes ${question.checks.join(', ')}:`;
    case 'save':
      return `Changes to ${question.path}:`;
    case 'waive':
      return `This writes the waiver into ${question.path}:`;
    case 'ssh':
      return question.open ? 'This opens SSH for 30 minutes:' : 'This closes SSH:';
    case 'look':
      return 'From now on every read of the hosts opens SSH:';
    case 'retry':
      return 'This resumes the run:';
  }
}

type Hanging = QuestionLine & { readonly hang: number };

/** The title, and what undo cannot revert: of any length, because the operator reads it before the answer. */
function headLines(question: Question): readonly Hanging[] {
  const title: Hanging = { text: titleOf(question), tone: 'strong', hang: 2 };
  if (!('stays' in question) || question.stays.length === 0) return [title];
  return [title, { text: `undo cannot revert: ${question.stays.join('; ')}`, tone: 'warn', hang: 2 }];
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
        `Every read adds a rule for TCP 22 from ${state.draft.sshFrom || 'ssh.from, which is empty'}`,
        'to the security group of every concentrator and revokes it when it finishes.',
        'This applies until you press o again.',
      ].map(plain);
    case 'retry':
      return [
        'The run reads AWS again and executes the rest of the plan.',
        'It asks again if that is more than was shown.',
      ].map(plain);
  }
}

const members = ({ living }: Wizard): string =>
  living === undefined ? 'every concentrator' : living.members.map(({ name }) => name).join(', ');

const opening = (state: Wizard): readonly string[] => [
  `TCP 22 from ${state.draft.sshFrom || 'ssh.from, which is empty'}, on ${members(state)}.`,
  'It expires after 30 minutes, and each host revokes it up to five minutes later; "Close SSH" closes it earlier.',
];

const closing = (state: Wizard): readonly string[] => [
  `This revokes every temporary rule for TCP 22 of this mesh, on ${members(state)}.`,
  'Open sessions stay open until they end.',
];

/** The totals before the steps: deletions first. */
function totalLines(plan: Plan): readonly Hanging[] {
  const said = (['delete', 'create', 'update', 'host'] as const).flatMap((change) => {
    const kinds = kindsOf(plan, change);
    return kinds === '' ? [] : [{ text: `${changeMark[change][0]} ${kinds}`, tone: changeMark[change][1], hang: 2 }];
  });
  return [...said, { text: ' ', hang: 0 }];
}

/** Where a plan opens SSH; an undo opens it again afterwards, because the hosts' reports are from before. */
function loginLines({ draft }: Wizard, { kind, plan }: JobQuestion): readonly string[] {
  if (!usesSsh(plan)) return [];
  const source = draft.sshFrom || 'ssh.from, which is empty';
  const opens = `The run opens SSH on ${visitedBy(plan).join(', ')} for ${source} and closes it again.`;
  const looks = 'The audit afterwards opens SSH on every concentrator while it reads.';
  return [opens, ...(kind === 'undo' ? [looks] : []), ' '];
}

function stepLines({ plan, details }: JobQuestion): readonly Hanging[] {
  return plan.steps.flatMap((step): readonly Hanging[] => [
    { text: `${changeMark[step.change][0]} ${placed(step)}`, hang: 2 },
    ...(details[step.id] ?? []).map((text) => ({ text: `    ${text}`, tone: toneOf(text), hang: 6 })),
  ]);
}

/** With its place, unless the description starts with it. */
function placed({ concentrator, region, describe }: Step): string {
  const place = concentrator ?? region ?? 'mesh';
  return describe.startsWith(`${place}:`) ? describe : `${place}: ${describe}`;
}

/** Lines of a diff. */
function toneOf(text: string): Tone {
  return text.startsWith('+') ? 'good' : text.startsWith('-') ? 'bad' : 'quiet';
}

/** Height of the lines, without the position line and the question below. */
export function questionHeight(state: Wizard): number {
  return Math.max(1, bodyHeight(state) - 2);
}

/** The first visible line. */
export function firstLine(state: Wizard, question: Question): number {
  const last = questionLines(state, question).length - questionHeight(state);
  return Math.max(0, Math.min(Number(state.cursors.question ?? 0), last));
}
