/** The apply use case: observe, plan, ask, execute, verify. */

import { closeOverdueSsh } from '#app/hosts/expired-ssh.ts';
import { freshReports } from '#app/hosts/fresh-report.ts';
import { hostDigest } from '#app/hosts/host-input.ts';
import { createSessions } from '#app/hosts/sessions.ts';
import { describeTunnels, meshStatus } from '#app/hosts/status.ts';
import { describeVerification, type Verification, verifyMesh } from '#app/hosts/verify.ts';
import type { RunContext } from '#app/run/context.ts';
import { execute } from '#app/run/executor.ts';
import { inventoryFrom } from '#app/run/inventory.ts';
import { takeLease } from '#app/run/lease.ts';
import type { Planned, Tools } from '#app/run/tools.ts';
import { handlers } from '#app/steps/index.ts';
import { resolveMesh } from '#mesh/desired.ts';
import type { StepReport } from '#mesh/events.ts';
import type { Obstacle } from '#mesh/plan/obstacles.ts';
import { planApply } from '#mesh/plan/plan.ts';
import { visitedBy } from '#mesh/plan/totals.ts';
import { counted } from '#mesh/plural.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { localNeeds } from './local-needs.ts';
import { observeMesh } from './observe.ts';
import { stillSo } from './plan-still-valid.ts';
import { accountPreflight, networkPreflight, refuse } from './preflight.ts';

/** Observes and plans; changes nothing, except that it closes expired SSH. With `visitHosts` the plan visits every host, whatever its digest. */
export async function planMesh(
  parsed: ParsedSpec,
  tools: Pick<Tools, 'cloud' | 'clock' | 'operator' | 'localFaults'>,
  visitHosts = false,
): Promise<Planned & { readonly obstacles: readonly Obstacle[] }> {
  tools.operator.notify({ type: 'phase', text: `observing ${counted(parsed.spec.members.length, 'member')}` });
  const first = await observeAndPlan(parsed, tools, visitHosts);
  const changed = await closeOverdueSsh(tools, first.observation);
  const planned = changed.size === 0 ? first : await observeAndPlan(parsed, tools, visitHosts);
  const { mesh, observation, plan } = planned;
  const { obstacles: ahead, notes } = networkPreflight(mesh, observation, plan);
  const needs = localNeeds(mesh, observation, plan);
  const obstacles = [...((needs && (await tools.localFaults?.(needs))) ?? []), ...ahead];
  return { ...planned, obstacles, plan: { ...plan, notes: [...plan.notes, ...notes] } };
}

export async function observeAndPlan(
  parsed: ParsedSpec,
  { cloud, clock }: Pick<Tools, 'cloud' | 'clock'>,
  visitHosts: boolean,
): Promise<Planned> {
  const observation = await observeMesh(cloud, parsed);
  const mesh = resolveMesh(parsed, observation);
  const inventory = inventoryFrom(mesh, observation);
  const plan = planApply(mesh, observation, {
    now: clock.now(),
    visitAll: visitHosts,
    digest: (name) => hostDigest(mesh, name, (each) => inventory.get(each)),
  });
  return { mesh, observation, plan };
}

export interface Applied extends Planned {
  readonly reports: readonly StepReport[];
  readonly verification: Verification | undefined;
  /** False if the operator declined. */
  readonly carriedOut: boolean;
}

export async function applyMesh(parsed: ParsedSpec, tools: Tools, visitHosts: boolean): Promise<Applied> {
  const looked = await planMesh(parsed, tools, visitHosts);
  const { mesh, observation } = looked;
  const account = await accountPreflight(tools.cloud, mesh, observation, looked.plan);
  refuse([...looked.obstacles, ...account.obstacles]);
  const plan = { ...looked.plan, notes: [...looked.plan.notes, ...account.notes] };
  const planned = { ...looked, plan };
  tools.operator.notify({ type: 'plan', plan, purpose: 'build' });
  if (plan.steps.length === 0) return { ...planned, reports: [], verification: undefined, carriedOut: true };
  if (!(await tools.operator.ask({ type: 'carry-out', plan, default: false }))) {
    return { ...planned, reports: [], verification: undefined, carriedOut: false };
  }
  const sessions = createSessions(tools.shell, { timeoutMs: tools.loginTimeoutMs, signal: tools.stop });
  const context: RunContext = { ...tools, mesh, observation, inventory: inventoryFrom(mesh, observation), sessions };
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
    await stillSo(plan, async () => (await observeAndPlan(parsed, tools, visitHosts)).plan);
    const stop = AbortSignal.any([tools.stop, lease.lost]);
    const reports = await execute(plan.steps, { ...tools, stop, handle: handlers(context, verify) });
    return { ...planned, reports, verification, carriedOut: true };
  } finally {
    await Promise.all([sessions.closeAll(), lease.release()]);
  }
}
