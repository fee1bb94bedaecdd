/** One job at a time: it can be stopped, talks to the operator through messages, and always ends. */
import type { Tools } from '#app/run/tools.ts';
import { compose } from '#cli/compose.ts';
import type { RunEvent } from '#mesh/events.ts';
import type { Plan, Risk } from '#mesh/plan/steps.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import type { Question as Asked, Operator } from '#ports/operator.ts';
import type { Ending, Job, JobQuestion, Message } from '#ui/model/messages.ts';
import { errorTextOf } from './error-text.ts';
import type { RunLog } from './run-log.ts';
import type { Session } from './session.ts';
import type { SshWatch } from './ssh-watch.ts';

export type Dispatch = (message: Message) => void;
/** @param tell receives its findings, unless the job was left */
type Work = (parsed: ParsedSpec, tools: Tools, tell: Dispatch) => Promise<Omit<Ending, 'interrupted'>>;

interface RunOptions {
  /** A confirmed plan: a run that does no more than that does not ask again. */
  readonly shown?: Plan;
  /** For a job that reads hosts: whether it opens SSH. */
  readonly looksBySsh?: boolean;
}

interface Begun {
  readonly job: Job;
  readonly stop: AbortController;
  readonly tell: Dispatch;
  left: boolean;
  answer: ((yes: boolean) => void) | undefined;
}

export class Jobs {
  /** Unfinished jobs: the running one and those that wait for it. */
  readonly #begun = new Set<Begun>();
  #underWay: Promise<void> = Promise.resolve();

  readonly session: Session;
  readonly dispatch: Dispatch;
  readonly log: RunLog;
  readonly ssh: SshWatch;

  constructor(session: Session, dispatch: Dispatch, log: RunLog, ssh: SshWatch) {
    this.session = session;
    this.dispatch = dispatch;
    this.log = log;
    this.ssh = ssh;
  }

  stop(): void {
    for (const one of this.#begun) {
      one.stop.abort();
      settle(one, false);
    }
  }

  /** Stops them without waiting: they close what they opened, silently. */
  leave(): void {
    for (const one of this.#begun) one.left = true;
    this.stop();
  }

  answer(yes: boolean): void {
    for (const one of this.#begun) settle(one, yes);
  }

  /** Resolves when no job is running. */
  idle(): Promise<void> {
    return this.#underWay;
  }

  run(job: Job, parsedOf: () => ParsedSpec, work: Work, options: RunOptions = {}): void {
    const one: Begun = {
      job,
      stop: new AbortController(),
      tell: (message) => {
        if (!one.left) this.dispatch(message);
      },
      left: false,
      answer: undefined,
    };
    this.#begun.add(one);
    this.#underWay = this.#underWay
      .then(() => this.#carryOut(one, parsedOf, work, options))
      .finally(() => this.#begun.delete(one));
  }

  async #carryOut(one: Begun, parsedOf: () => ParsedSpec, work: Work, options: RunOptions): Promise<void> {
    const { job, tell } = one;
    const { shown, looksBySsh } = options;
    const { signal } = one.stop;
    // It was left while another one was ending.
    if (one.left) return;
    this.log.line(`start ${job}`);
    const ended = (ending: Omit<Ending, 'interrupted'>): void => {
      this.log.line(`end ${job}: ${ending.text}`);
      tell({ type: 'ended', job, ending: { ...ending, interrupted: signal.aborted } });
    };
    let tools: (Tools & { close(): void }) | undefined;
    try {
      const parsed = parsedOf();
      tools = compose(parsed, this.session.flags, this.#operator(one, shown), signal);
      if (looksBySsh !== undefined && (looksBySsh || parsed.spec.ssh.openOnDemand)) this.ssh.lookBegins();
      ended(await work(parsed, tools, tell));
    } catch (error) {
      const { message, next } = errorTextOf(error);
      ended({ ok: false, text: message, ...(next === undefined ? {} : { next }) });
    } finally {
      this.ssh.jobEnds();
      tools?.close();
    }
  }

  #operator(one: Begun, shown: Plan | undefined): Operator {
    const details = new Map<Plan, JobQuestion['details']>();
    const agreed = new Set(shown?.steps.map(({ id }) => id));
    return {
      notify: (event: RunEvent) => {
        this.log.event(event);
        this.ssh.event(event);
        if (event.type === 'plan') details.set(event.plan, event.details ?? {});
        // A fix announces all its plans before the first question; its steps are shown as they start.
        if (event.type === 'plan' && event.purpose !== 'build') return;
        one.tell({ type: 'event', event, at: Date.now() });
      },
      ask: (question: Asked) => {
        const { plan } = question;
        if (question.type === 'carry-out' && plan.steps.every(({ id }) => agreed.has(id))) return Promise.resolve(true);
        if (one.stop.signal.aborted) return Promise.resolve(false);
        const { risk, checks, stays } =
          question.type === 'fix'
            ? question.group
            : question.type === 'undo'
              ? { ...question, risk: riskOf(plan) }
              : { risk: 'safe' as const, checks: [], stays: [] };
        const shown: JobQuestion = { kind: question.type, plan, risk, checks, stays, details: details.get(plan) ?? {} };
        return new Promise((resolve) => {
          one.answer = resolve;
          one.tell({ type: 'asked', question: shown, at: Date.now() });
        });
      },
    };
  }
}

function settle(one: Begun, yes: boolean): void {
  one.answer?.(yes);
  one.answer = undefined;
}

function riskOf({ steps }: Plan): Risk {
  return steps.some(({ risk }) => risk === 'disruptive') ? 'disruptive' : 'safe';
}
