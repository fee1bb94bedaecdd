/** The part of apply that is AWS: planned, looked at beforehand and carried out as apply does it, without what needs a host. */
import { planMesh } from '#app/build/apply.ts';
import { accountPreflight, refuse } from '#app/build/preflight.ts';
import type { RunContext } from '#app/run/context.ts';
import { execute } from '#app/run/executor.ts';
import { inventoryFrom } from '#app/run/inventory.ts';
import { createSessions } from '#app/run/sessions.ts';
import type { Tools } from '#app/run/tools.ts';
import { handlers } from '#app/steps/index.ts';
import { nothingFound } from '#mesh/plan/obstacle.ts';
import { planOf, type Step, type StepKind } from '#mesh/plan/steps.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';

/** Steps that need a host or its address on the wire. */
const onHosts = (kind: StepKind): boolean =>
  kind.startsWith('host.') || kind.startsWith('ssh.') || kind === 'mesh.verify';

const cloudSteps = (steps: readonly Step[]): readonly Step[] => steps.filter(({ kind }) => !onHosts(kind));

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
  const { steps } = planOf(mesh.name, cloudSteps(plan.steps), []);
  const sessions = createSessions(tools.shell, { timeoutMs: 1, signal: tools.stop });
  const context: RunContext = { ...tools, mesh, observation, inventory: inventoryFrom(mesh, observation), sessions };
  const none = () => Promise.reject(new Error('nothing to verify'));
  const reports = await execute(steps, { ...tools, handle: handlers(context, none) });
  return {
    failed: reports
      .filter(({ outcome }) => outcome !== 'done')
      .map(({ step, error }) => ({ step: step.id, what: error?.message ?? '', next: error?.next })),
    notes: [...plan.notes, ...account.notes],
    left: cloudSteps((await planMesh(parsed, tools)).plan.steps).map(({ id }) => id),
  };
}
