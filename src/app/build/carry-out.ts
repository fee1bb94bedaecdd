/** Executes the steps of a fix or its undo on an existing mesh: lease, connections, recording. */

import { freshReports } from '#app/hosts/fresh-report.ts';
import { createSessions } from '#app/hosts/sessions.ts';
import { describeTunnels, meshStatus } from '#app/hosts/status.ts';
import { describeVerification, verifyMesh } from '#app/hosts/verify.ts';
import type { RunContext } from '#app/run/context.ts';
import { execute, type Handler } from '#app/run/executor.ts';
import { inventoryFrom } from '#app/run/inventory.ts';
import { takeLease } from '#app/run/lease.ts';
import type { Planned, Tools } from '#app/run/tools.ts';
import { handlers } from '#app/steps/index.ts';
import type { StepReport } from '#mesh/events.ts';
import { visitedBy } from '#mesh/plan/totals.ts';

/** What a run records of its steps. */
export interface Keeping {
  /** The name under which hosts keep their snapshots. */
  readonly fixRun?: string;
  around(context: RunContext, handle: Handler): Handler;
}

export async function carryOut(
  { mesh, observation, plan }: Planned,
  tools: Tools,
  { fixRun, around }: Keeping,
): Promise<readonly StepReport[]> {
  const sessions = createSessions(tools.shell, { timeoutMs: tools.loginTimeoutMs, signal: tools.stop });
  const context: RunContext = {
    ...tools,
    mesh,
    observation,
    inventory: inventoryFrom(mesh, observation),
    sessions,
    ...(fixRun === undefined ? {} : { fixRun }),
  };
  const verify = async (): Promise<string> => {
    const [status, probes] = await Promise.all([meshStatus(context), verifyMesh(context)]);
    const shown = `${describeTunnels(status)}, ${describeVerification(probes)}`;
    await freshReports(context, visitedBy(plan));
    return shown;
  };
  const lease = await takeLease(context);
  try {
    const stop = AbortSignal.any([tools.stop, lease.lost]);
    const handle = around(context, handlers(context, verify));
    return await execute(plan.steps, { ...tools, stop, handle });
  } finally {
    await Promise.all([sessions.closeAll(), lease.release()]);
  }
}
