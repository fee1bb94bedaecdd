/** The plain printer: one line per change on stderr, so that stdout carries only results. */

import { groupQuestion, inGroup, undoRisk } from '#cli/fix/text.ts';
import type { Rewrite } from '#cli/hint-commands.ts';
import { print, tell } from '#cli/output.ts';
import { prompt } from '#cli/prompt.ts';
import type { RunEvent, StepReport } from '#mesh/events.ts';
import type { Operator, Question } from '#ports/operator.ts';
import { planLines } from './plan.ts';
import { readingProgress } from './progress.ts';
import { sshLines } from './ssh.ts';
import { duration, style } from './style.ts';
import { fitted } from './wrap.ts';

export interface PlainOptions {
  /** Answers yes to every question. */
  readonly yes: boolean;
  /** The value of --confirm. */
  readonly confirm?: string;
  /** False if there is no one to ask. */
  readonly input: boolean;
  /** The caller prints plans, as JSON. */
  readonly quietPlan: boolean;
  /** Prints the start of steps too. */
  readonly verbose: boolean;
  /** Prints no progress: for cron, which mails all output. */
  readonly quiet: boolean;
  /** The operator's interrupt: an open question gets its default answer. */
  readonly stop: AbortSignal;
  readonly same: Rewrite;
}

/** A step that takes longer than this is printed again, so that the program does not seem to hang. */
const stillMs = 15_000;

export interface PlainOperator extends Operator {
  /** Asks and returns the input; no progress overwrites the question. */
  askFor(text: string): Promise<string>;
  /** Stops the reminders about running steps. */
  end(): void;
}

export function plainOperator(options: PlainOptions): PlainOperator {
  const looks = options.quiet ? undefined : readingProgress(options);
  const say = (text: string): void => {
    // Commands first: a wrapped one would not be recognised.
    const lines = options
      .same(text)
      .split('\n')
      .flatMap((line) => fitted(line, 8, process.stderr));
    if (looks === undefined) tell(`${lines.join('\n')}\n`);
    else looks.around(lines.join('\n'));
  };
  const running = new Map<string, { readonly since: number; text: string }>();
  const reminder = setInterval(() => {
    for (const [id, { since, text }] of running) {
      const age = Date.now() - since;
      if (age >= stillMs) say(style.quiet(`… ${id}, ${duration(age)} so far${text === '' ? '' : `: ${text}`}`));
    }
  }, stillMs);
  reminder.unref();
  const notify = (event: RunEvent): void => {
    switch (event.type) {
      case 'phase':
        if (!options.quiet) say(style.quiet(event.text));
        return;
      case 'note':
        if (!options.quiet) say(style.quiet(`note: ${event.text}`));
        return;
      case 'ssh':
        for (const line of sshLines(event, new Date())) say(style.warn(line));
        return;
      case 'look-started':
      case 'look-finished':
        looks?.tell(event);
        return;
      case 'plan':
        if (!options.quietPlan) {
          const lines = planLines(event.plan, event.purpose, event.details);
          const around = event.group === undefined ? lines : inGroup(event.group, lines);
          print(`${around.join('\n')}\n`);
        }
        return;
      case 'step-started':
        running.set(event.step.id, { since: Date.now(), text: '' });
        if (options.verbose) say(style.quiet(`start ${event.step.id}`));
        return;
      case 'step-progress': {
        const one = running.get(event.step.id);
        if (one !== undefined) one.text = event.text;
        if (options.verbose) say(style.quiet(`${event.step.id}: ${event.text}`));
        return;
      }
      case 'step-finished':
        running.delete(event.report.step.id);
        // Steps skipped after a failure are counted at the end; a line for each would hide the failure.
        if (event.report.outcome !== 'skipped' || options.verbose) say(reportLine(event.report));
        return;
    }
  };
  return {
    notify,
    ask: (question) => ask(question, options),
    askFor: (text) => {
      const asked = () => prompt(text, options.stop);
      return looks === undefined ? asked() : looks.meanwhile(asked);
    },
    end: () => {
      clearInterval(reminder);
      looks?.end();
    },
  };
}

function reportLine({ step, outcome, durationMs, detail, error }: StepReport): string {
  const behind = detail === undefined ? '' : style.quiet(`  ${detail}`);
  switch (outcome) {
    case 'done':
      return `${style.good('done')}    ${step.id} ${style.quiet(duration(durationMs))}${behind}`;
    case 'skipped':
      return `${style.warn('skipped')} ${step.id}: ${error?.message ?? ''}`;
    case 'failed':
      return `${style.bad('failed')}  ${step.id}: ${error?.message ?? ''}${error?.next === undefined ? '' : `\n        next: ${error.next}`}`;
  }
}

async function ask(question: Question, { yes, confirm, input, stop }: PlainOptions): Promise<boolean> {
  if (question.type === 'destroy') {
    if (confirm !== undefined) return confirm === question.mesh;
    if (!input) return question.default;
    return (await prompt(`Type the mesh's name to destroy it (${question.mesh}): `, stop)) === question.mesh;
  }
  if (yes) return true;
  if (!input) return question.default;
  const count = question.plan.steps.length;
  const asked =
    question.type === 'fix'
      ? groupQuestion(question.group, count)
      : `${question.type === 'undo' ? undoRisk(question.plan) : ''}Execute ${count === 1 ? 'this step' : `these ${count} steps`}?`;
  return /^y(es)?$/i.test(await prompt(`${asked} [y/N] `, stop));
}
