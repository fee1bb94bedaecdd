/** Executes a plan: steps in parallel up to a limit, none before its dependencies. */
import pLimit from 'p-limit';
import { OperatorError } from '#mesh/errors.ts';
import type { StepReport } from '#mesh/events.ts';
import type { Step } from '#mesh/plan/steps.ts';
import type { Clock } from '#ports/clock.ts';
import { CloudError } from '#ports/cloud-error.ts';
import type { Operator } from '#ports/operator.ts';

/** Executes one step; its result is shown after the step. */
export type Handler = (step: Step, progress: (text: string) => void) => Promise<string | undefined>;

export interface Execution {
  readonly handle: Handler;
  readonly operator: Pick<Operator, 'notify'>;
  readonly clock: Clock;
  /** Number of steps in parallel. */
  readonly concurrency: number;
  /** The operator's interrupt: running steps finish, and only steps that close something still start. */
  readonly stop: AbortSignal;
}

export async function execute(steps: readonly Step[], run: Execution): Promise<readonly StepReport[]> {
  const limit = pLimit(run.concurrency);
  const reports = new Map<string, Promise<StepReport>>();
  for (const step of steps) {
    const before = step.dependsOn.map((id) => {
      const report = reports.get(id);
      if (report === undefined) throw new Error(`${step.id} runs before its dependency ${id}`);
      return report;
    });
    reports.set(
      step.id,
      Promise.all(before).then((done) => limit(() => attempt(step, done, run))),
    );
  }
  return Promise.all(reports.values());
}

async function attempt(step: Step, before: readonly StepReport[], run: Execution): Promise<StepReport> {
  const startedAt = run.clock.now();
  const finish = (rest: Pick<StepReport, 'outcome' | 'detail' | 'error'>): StepReport => {
    const report = { step, startedAt, durationMs: run.clock.now().getTime() - startedAt.getTime(), ...rest };
    run.operator.notify({ type: 'step-finished', report });
    return report;
  };
  const missing = before.find(({ outcome }) => outcome !== 'done');
  if (step.always !== true) {
    if (missing !== undefined)
      return finish({ outcome: 'skipped', error: { message: `depends on ${missing.step.id}, which was not done` } });
    if (run.stop.aborted) return finish({ outcome: 'skipped', error: { message: 'interrupted before it started' } });
  }
  run.operator.notify({ type: 'step-started', step });
  try {
    const detail = await run.handle(step, (text) => run.operator.notify({ type: 'step-progress', step, text }));
    return finish({ outcome: 'done', ...(detail === undefined ? {} : { detail }) });
  } catch (error) {
    return finish({ outcome: 'failed', error: explain(error) });
  }
}

/** Message and hint of our own errors; other errors are shown as they are. */
export function explain(error: unknown): { readonly message: string; readonly next?: string } {
  if (error instanceof OperatorError || error instanceof CloudError) {
    return { message: error.message, ...(error.next === undefined ? {} : { next: error.next }) };
  }
  return { message: error instanceof Error ? error.message : String(error) };
}
