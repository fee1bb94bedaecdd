/** An open question: scrolling, and what a yes starts. */
import type { Movement } from './bindings.ts';
import type { JobQuestion, Question } from './messages.ts';
import { firstLine, questionHeight, questionLines } from './question-lines.ts';
import { leavingFor, type Next, stay, told } from './screen.ts';
import { lookedOverSsh } from './screens/over-ssh.ts';
import { retried } from './screens/run.ts';
import type { Asked, Wizard } from './state.ts';

/** Scrolls a question by line or page. @param page visible lines, so that none is skipped */
export function scrolled(state: Wizard, { question }: Asked, movement: Movement, page: number): Wizard {
  const all = questionLines(state, question).length;
  const steps: Readonly<Record<Movement, number>> = {
    ...{ up: -1, down: 1, left: 0, right: 0, pageUp: -page, pageDown: page },
    ...{ first: -all, last: all },
  };
  const line = Math.max(0, Math.min(all - questionHeight(state), firstLine(state, question) + steps[movement]));
  return { ...state, cursors: { ...state.cursors, question: String(line) } };
}

/** One key does not confirm a plan that deletes. For destroy the operator has already typed the name. */
export function wantsYes({ planned }: Wizard, { question }: Asked): boolean {
  if (question.kind === 'destroy') return false;
  if (isOfJob(question)) return question.plan.totals.delete > 0;
  return question.kind === 'retry' && planned.state === 'ready' && planned.value.plan.totals.delete > 0;
}

export function answered(state: Wizard, { question }: Asked, yes: boolean): Next {
  const closed: Wizard = { ...state, asked: undefined };
  if (isOfJob(question)) return stay({ ...closed, changing: yes || state.changing }, { type: 'answer', yes });
  if (!yes) return stay(told(closed, 'nothing was changed'));
  switch (question.kind) {
    case 'ssh':
      return leavingFor(closed, (alone) => stay({ ...alone, job: 'ssh' }, { type: 'ssh', open: question.open }));
    case 'look':
      return leavingFor(closed, (alone) => lookedOverSsh(alone, true));
    case 'retry':
      return retried(closed);
    case 'save':
    case 'waive':
      return stay(closed, { type: 'write', kind: question.kind, text: question.text });
  }
}

export const isOfJob = (question: Question): question is JobQuestion => 'plan' in question;
