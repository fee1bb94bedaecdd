/** A run in progress: its steps and their states, and the last log lines of every concentrator. */

import type { RunEvent } from '#mesh/events.ts';
import type { Plan, Step } from '#mesh/plan/steps.ts';
import { initiatorOf } from '#mesh/tunnels.ts';
import type { Ending, Job } from './messages.ts';

export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

export interface StepView {
  readonly step: Step;
  readonly state: StepState;
  /** ms since the epoch. */
  readonly startedAt?: number;
  readonly durationMs?: number;
  /** Progress while it runs, then the result. */
  readonly text: string;
  readonly next?: string;
}

export interface ReadingProgress {
  readonly name: string;
  readonly what: 'region' | 'host';
  readonly state: 'running' | 'done' | 'failed';
  readonly text: string;
}

export interface RunState {
  readonly steps: readonly StepView[];
  readonly looks: readonly ReadingProgress[];
  /** By concentrator, region or '' for the whole mesh; oldest first. */
  readonly logs: Readonly<Record<string, readonly string[]>>;
  readonly notes: readonly string[];
  readonly phase: string;
  readonly startedAt: number | undefined;
  readonly ending: Ending | undefined;
  /** The job, once it has ended. */
  readonly of: Job | undefined;
}

export const emptyRun: RunState = {
  steps: [],
  looks: [],
  logs: {},
  notes: [],
  phase: '',
  startedAt: undefined,
  ending: undefined,
  of: undefined,
};

/** Kept lines per log. */
const longest = 100;

export function runOf(plan: Plan, now: number): RunState {
  return { ...emptyRun, startedAt: now, steps: plan.steps.map((step) => ({ step, state: 'waiting', text: '' })) };
}

export const placeOfStep = ({ concentrator, region }: Pick<Step, 'concentrator' | 'region'>): string =>
  concentrator ?? region ?? 'whole mesh';

export function afterEvent(run: RunState, event: RunEvent, at: number): RunState {
  switch (event.type) {
    case 'phase':
      return { ...run, phase: event.text };
    // The header shows it.
    case 'ssh':
      return run;
    case 'note':
      return { ...run, notes: [...run.notes, event.text] };
    case 'plan':
      return replanned(run, event.plan);
    case 'look-started':
    case 'look-finished': {
      const { name, what } = event;
      const others = run.looks.filter((one) => one.name !== name || one.what !== what);
      const look: ReadingProgress =
        event.type === 'look-started'
          ? { name, what, state: 'running', text: '' }
          : { name, what, state: event.whole ? 'done' : 'failed', text: event.text };
      const looks = [...others, look].toSorted((a, b) => (`${b.what} ${a.name}` < `${a.what} ${b.name}` ? -1 : 1));
      return { ...run, looks };
    }
    case 'step-started':
      return changed(run, event.step, { state: 'running', startedAt: at, text: '' }, `${event.step.describe}`);
    case 'step-progress': {
      const said = logLine(event.text);
      return said === undefined ? run : changed(run, event.step, { text: said }, said);
    }
    case 'step-finished': {
      const { step, outcome, durationMs, detail, error } = event.report;
      const text = error?.message ?? detail ?? '';
      const next = error?.next === undefined ? {} : { next: error.next };
      const line = outcome === 'skipped' ? undefined : `${outcome}: ${step.id}${text === '' ? '' : ` (${text})`}`;
      return changed(run, step, { state: outcome, durationMs, text, ...next }, line);
    }
  }
}

/** The lines of a host's report worth showing while it runs; the rest is for the parser. */
function logLine(text: string): string | undefined {
  const [word = '', ...rest] = text.split(' ');
  if (word === 'step') return rest.join(' ');
  return ['timeline', 'tunnel', 'done', 'failed', 'next', 'set'].includes(word) ? undefined : text;
}

/** A new plan merged into the run: steps that it no longer has are done, and steps that it has again are waiting. */
function replanned(run: RunState, plan: Plan): RunState {
  const wanted = new Set(plan.steps.map(({ id }) => id));
  const settled = run.steps
    .filter(({ step }) => !wanted.has(step.id))
    .map((one): StepView => (one.state === 'done' ? one : { step: one.step, state: 'done', text: 'already done' }));
  return { ...run, steps: [...settled, ...plan.steps.map((step): StepView => ({ step, state: 'waiting', text: '' }))] };
}

/** Done steps stay done; failed and skipped ones wait again. */
export function retriedRun(run: RunState, now: number): RunState {
  const steps = run.steps.map(
    (one): StepView => (one.state === 'done' ? one : { step: one.step, state: 'waiting', text: '' }),
  );
  return { ...emptyRun, startedAt: now, steps };
}

function changed(run: RunState, step: Step, change: Partial<StepView>, line: string | undefined): RunState {
  const place = placeOfStep(step);
  const known = run.steps.some((one) => one.step.id === step.id);
  const steps = known ? run.steps : [...run.steps, { step, state: 'waiting', text: '' } as const];
  return {
    ...run,
    steps: steps.map((one) => (one.step.id === step.id ? { ...one, ...change } : one)),
    ...(line === undefined
      ? {}
      : { logs: { ...run.logs, [place]: [...(run.logs[place] ?? []), line].slice(-longest) } }),
  };
}

export type Link = 'up' | 'connecting' | 'waiting' | 'failed';

/** The state of a tunnel by the run's steps: the initiator brings it up. */
export function tunnelLinks({ steps }: RunState): (a: string, b: string) => Link {
  const initiating = new Map(
    steps.flatMap(({ step, state }) =>
      step.kind === 'host.initiate' && step.concentrator !== null ? [[step.concentrator, state] as const] : [],
    ),
  );
  return (a, b) => {
    switch (initiating.get(initiatorOf(a, b))) {
      // No step concerns it: it is already up.
      case undefined:
      case 'done':
        return 'up';
      case 'running':
        return 'connecting';
      case 'failed':
        return 'failed';
      default:
        return 'waiting';
    }
  };
}
