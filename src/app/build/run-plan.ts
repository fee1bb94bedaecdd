/** Executes a confirmed plan: under the mesh's lease, with one connection per host, always closed at the end. */

import { freshReports } from '#app/hosts/fresh-report.ts';
import { describeTunnels, meshStatus } from '#app/hosts/status.ts';
import { describeVerification, type Verification, verifyMesh } from '#app/hosts/verify.ts';
import type { RunContext } from '#app/run/context.ts';
import { execute, type Handler } from '#app/run/executor.ts';
import { inventoryFrom } from '#app/run/inventory.ts';
import { createSessions } from '#app/run/sessions.ts';
import { takeLease } from '#app/run/take-lease.ts';
import type { Planned, Tools } from '#app/run/tools.ts';
import { handlers } from '#app/steps/index.ts';
import type { StepReport } from '#mesh/events.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { visitedBy } from '#mesh/plan/totals.ts';
import { stillSo } from './plan-still-valid.ts';

export interface RunOptions {
  /** Plans again under the lease; a different plan is not executed. Absent: the plan is executed as it is. */
  readonly again?: () => Promise<Plan>;
  /** The name under which hosts keep their snapshots. */
  readonly fixRun?: string;
  /** Records the state before each step. */
  readonly around?: (context: RunContext, handle: Handler) => Handler;
}

export interface RunOutcome {
  readonly reports: readonly StepReport[];
  /** Undefined if the plan does not reach verification. */
  readonly verification: Verification | undefined;
}

/** @throws OperatorError if another run holds the lease, or the mesh has changed since the plan */
export async function runPlan(
  { mesh, observation, plan }: Planned,
  tools: Tools,
  { again, fixRun, around = (_, handle) => handle }: RunOptions,
): Promise<RunOutcome> {
  const sessions = createSessions(tools.shell, { timeoutMs: tools.loginTimeoutMs, signal: tools.stop });
  const context: RunContext = {
    ...tools,
    mesh,
    observation,
    inventory: inventoryFrom(mesh, observation),
    sessions,
    ...(fixRun === undefined ? {} : { fixRun }),
  };
  let verification: Verification | undefined;
  const verify = async (): Promise<string> => {
    const [status, probes] = await Promise.all([meshStatus(context), verifyMesh(context)]);
    verification = probes;
    const shown = `${describeTunnels(status)}, ${describeVerification(probes)}`;
    // SSH is about to close: afterwards an audit knows the hosts only by their own reports.
    await freshReports(context, visitedBy(plan));
    return shown;
  };
  const lease = await takeLease(context);
  try {
    if (again !== undefined) await stillSo(plan, again);
    const stop = AbortSignal.any([tools.stop, lease.lost]);
    const reports = await execute(plan.steps, { ...tools, stop, handle: around(context, handlers(context, verify)) });
    return { reports, verification };
  } finally {
    await Promise.all([sessions.closeAll(), lease.release()]);
  }
}
