/** One job at a time: a way to stop it, an operator that speaks through messages, and an ending in every case. */
import type { Tools } from '#app/apply.ts';
import { compose } from '#cli/compose.ts';
import type { RunEvent } from '#mesh/events.ts';
import type { ParsedSpec } from '#mesh/spec.ts';
import type { Plan, Risk } from '#mesh/steps.ts';
import type { Question as Asked, Operator } from '#ports/operator.ts';
import type { Ending, Job, Message, Question } from '#ui/model/messages.ts';
import type { RunLog } from './run-log.ts';
import type { Session } from './session.ts';
import { troubleOf } from './trouble.ts';

type Dispatch = (message: Message) => void;

export class Jobs {
  #stop = new AbortController();
  #answer: ((yes: boolean) => void) | undefined;
  #underWay: Promise<void> = Promise.resolve();

  readonly session: Session;
  readonly dispatch: Dispatch;
  readonly log: RunLog;

  constructor(session: Session, dispatch: Dispatch, log: RunLog) {
    this.session = session;
    this.dispatch = dispatch;
    this.log = log;
  }

  stop(): void {
    this.#stop.abort();
    this.answer(false);
  }

  answer(yes: boolean): void {
    this.#answer?.(yes);
    this.#answer = undefined;
  }

  /** @param shown a plan that was agreed to already: nothing is asked while a run does no more than that */
  run(
    job: Job,
    parsedOf: () => ParsedSpec,
    work: (parsed: ParsedSpec, tools: Tools) => Promise<Omit<Ending, 'interrupted'>>,
    shown?: Plan,
  ): void {
    this.#underWay = this.#underWay.then(() => this.#carryOut(job, parsedOf, work, shown));
  }

  async #carryOut(
    job: Job,
    parsedOf: () => ParsedSpec,
    work: (parsed: ParsedSpec, tools: Tools) => Promise<Omit<Ending, 'interrupted'>>,
    shown: Plan | undefined,
  ): Promise<void> {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.log.line(`begin ${job}`);
    const ended = (ending: Omit<Ending, 'interrupted'>): void => {
      this.log.line(`end ${job}: ${ending.text}`);
      this.dispatch({ type: 'ended', job, ending: { ...ending, interrupted: signal.aborted } });
    };
    let tools: (Tools & { close(): void }) | undefined;
    try {
      const parsed = parsedOf();
      tools = compose(parsed, this.session.flags, this.#operator(shown), signal);
      ended(await work(parsed, tools));
    } catch (error) {
      const { message, next } = troubleOf(error);
      ended({ ok: false, text: message, ...(next === undefined ? {} : { next }) });
    } finally {
      tools?.close();
    }
  }

  #operator(shown: Plan | undefined): Operator {
    const details = new Map<Plan, Question['details']>();
    const agreed = new Set(shown?.steps.map(({ id }) => id));
    return {
      notify: (event: RunEvent) => {
        this.log.event(event);
        if (event.type === 'plan') details.set(event.plan, event.details ?? {});
        // A fix tells all its plans before it asks about the first; its steps are shown as they begin.
        if (event.type === 'plan' && event.purpose !== 'build') return;
        this.dispatch({ type: 'event', event, at: Date.now() });
      },
      ask: (question: Asked) => {
        const { plan } = question;
        if (question.type === 'carry-out' && plan.steps.every(({ id }) => agreed.has(id))) return Promise.resolve(true);
        if (this.#stop.signal.aborted) return Promise.resolve(false);
        const { risk, checks, stays } =
          question.type === 'fix'
            ? question.group
            : question.type === 'undo'
              ? { ...question, risk: riskOf(plan) }
              : { risk: 'safe' as const, checks: [], stays: [] };
        const shown: Question = { kind: question.type, plan, risk, checks, stays, details: details.get(plan) ?? {} };
        return new Promise((resolve) => {
          this.#answer = resolve;
          this.dispatch({ type: 'asked', question: shown });
        });
      },
    };
  }
}

function riskOf({ steps }: Plan): Risk {
  return steps.some(({ risk }) => risk === 'disruptive') ? 'disruptive' : 'safe';
}
