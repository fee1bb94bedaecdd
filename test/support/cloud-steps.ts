/** The part of apply that is AWS: planned, looked at beforehand and carried out as apply does it, without what needs a host. */
import { planMesh } from '#app/build/apply.ts';
import { accountPreflight, refuse } from '#app/build/preflight.ts';
import type { RunContext } from '#app/run/context.ts';
import { execute, type Handler } from '#app/run/executor.ts';
import { inventoryFrom } from '#app/run/inventory.ts';
import { createSessions } from '#app/run/sessions.ts';
import type { Tools } from '#app/run/tools.ts';
import { handlers } from '#app/steps/index.ts';
import type { StepReport } from '#mesh/events.ts';
import { nothingFound } from '#mesh/plan/obstacle.ts';
import { planOf, type Step } from '#mesh/plan/steps.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';

/** Whether a step needs no host, nor its address on the wire. */
export const isInCloud = ({ kind }: Step): boolean =>
  !kind.startsWith('host.') && !kind.startsWith('ssh.') && kind !== 'mesh.verify';

/** What steps of a plan are carried out with, where there are no hosts. */
export function cloudContext(
  { mesh, observation }: Pick<RunContext, 'mesh' | 'observation'>,
  tools: Tools,
): RunContext & Tools {
  const sessions = createSessions(tools.shell, { timeoutMs: 1, signal: tools.stop });
  return { ...tools, mesh, observation, inventory: inventoryFrom(mesh, observation), sessions };
}

/** Carries out those of the steps that are AWS's alone. @param handling what stands between the executor and the handlers */
export function executeInCloud(
  context: RunContext & Tools,
  all: readonly Step[],
  handling = (handle: Handler): Handler => handle,
): Promise<readonly StepReport[]> {
  const { steps } = planOf(context.mesh.name, all.filter(isInCloud), []);
  const none = () => Promise.reject(new Error('there are no hosts to verify'));
  return execute(steps, { ...context, handle: handling(handlers(context, none)) });
}

export interface Carried {
  /** Steps that were not carried out, with why. */
  readonly failed: readonly { readonly step: string; readonly what: string; readonly next: string | undefined }[];
  readonly notes: readonly string[];
  /** Ids of what is still planned after. */
  readonly left: readonly string[];
}

/** @param looking whether the account is looked at beforehand @throws OperatorError for what stands in the way */
export async function applyCloudSteps(
  parsed: ParsedSpec,
  tools: Tools,
  { looking }: { readonly looking: boolean },
): Promise<Carried> {
  const { mesh, observation, plan, obstacles } = await planMesh(parsed, tools);
  const account = looking ? await accountPreflight(tools.cloud, mesh, observation, plan) : nothingFound;
  if (looking) refuse([...obstacles, ...account.obstacles]);
  const reports = await executeInCloud(cloudContext({ mesh, observation }, tools), plan.steps);
  return {
    failed: reports
      .filter(({ outcome }) => outcome !== 'done')
      .map(({ step, error }) => ({ step: step.id, what: error?.message ?? '', next: error?.next })),
    notes: [...plan.notes, ...account.notes],
    left: (await planMesh(parsed, tools)).plan.steps.filter(isInCloud).map(({ id }) => id),
  };
}
