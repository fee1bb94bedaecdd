/** The exact preview of a fix or its undo: calls with parameters, commands, files as diffs. */

import { withHostAccess } from '#app/hosts/host-access.ts';
import { hostFact } from '#app/hosts/host-fact.ts';
import { hostInput } from '#app/hosts/host-input.ts';
import { whySilentAt } from '#app/hosts/why-unreachable.ts';
import { desiredOf, type RunContext, targetOf } from '#app/run/context.ts';
import { inventoryFrom } from '#app/run/inventory.ts';
import { runStage } from '#app/run/sessions.ts';
import type { Planned, Tools } from '#app/run/tools.ts';
import { diffStage, type FileDiffs, undoDiffStage } from '#linux/diff.ts';
import { OperatorError } from '#mesh/errors.ts';
import { type Fact, known, unknown } from '#mesh/fact.ts';
import type { Plan, StepKind } from '#mesh/plan/steps.ts';
import type { Session } from '#ports/shell.ts';
import { callsOf } from './calls.ts';

/** Lines by step id. */
export type Preview = Readonly<Record<string, readonly string[]>>;

/** One per plan: several plans can have a step with the same id. */
export async function previewsOf(
  { mesh, observation }: Planned,
  plans: readonly Plan[],
  tools: Tools,
  openSsh: boolean,
): Promise<readonly Preview[]> {
  const given = { ...tools, mesh, observation, inventory: inventoryFrom(mesh, observation) };
  const names = [...new Set(plans.flatMap(namesIn))];
  const options = { openSsh: openSsh && names.length > 0, atMostMs: 2_500 };
  const read = await withHostAccess(given, options, async ({ context, ready }) => {
    const look = async (name: string): Promise<readonly FileDiffs[]> => {
      const silent = whySilentAt(context, name);
      if (silent !== undefined) throw new OperatorError(silent);
      await ready(name);
      const diffs: FileDiffs[] = [];
      for (const plan of plans) diffs.push(await differences(context, name, plan));
      return diffs;
    };
    const all = names.map(async (name) => [name, await hostFact(name, tools.clock, () => look(name))] as const);
    return new Map(await Promise.all(all));
  });
  const closed = unknown('unreachable', 'SSH is closed (open it with --open-ssh, or o in the wizard)');
  const diffsOf = (name: string, index: number): Fact<FileDiffs> => {
    const one = read.get(name);
    if (one?.ok === true) return known(one.value[index] ?? {}, one.at);
    return one === undefined || (one.reason.kind === 'unreachable' && !openSsh) ? closed : one;
  };
  return plans.map((plan, index) => previewOf(plan, given, (name) => diffsOf(name, index)));
}

/** Hosts whose files the plan can change. */
function namesIn({ steps }: Plan): readonly string[] {
  return steps.flatMap(({ kind, concentrator }) => (concentrator !== null && changesFiles(kind) ? [concentrator] : []));
}

const changesFiles = (kind: StepKind): boolean =>
  kind === 'host.parts' || kind === 'host.configure' || kind === 'host.restore';

async function differences(context: RunContext, name: string, plan: Plan): Promise<FileDiffs> {
  const own = plan.steps.filter(({ concentrator }) => concentrator === name);
  const session = (): Promise<Session> => context.sessions.get(targetOf(context, name));
  const back = own.find((step) => step.kind === 'host.restore');
  if (back !== undefined)
    return runStage(
      await session(),
      name,
      undoDiffStage({ concentrator: name, image: desiredOf(context, name).image }, back.run),
    );
  const input = hostInput(context.mesh, name, (each) => context.inventory.get(each));
  if (input === undefined || !namesIn(plan).includes(name)) return {};
  const parts = own.flatMap((step) => (step.kind === 'host.parts' ? step.parts : []));
  const stage = diffStage(
    input,
    parts,
    own.some(({ kind }) => kind === 'host.configure'),
  );
  return runStage(await session(), name, stage);
}

function previewOf(
  { steps }: Plan,
  context: Omit<RunContext, 'sessions'>,
  diffsOf: (name: string) => Fact<FileDiffs>,
): Preview {
  const lines = steps.map((step): readonly [string, readonly string[]] => {
    const calls = callsOf(step, context);
    if (step.concentrator === null || !changesFiles(step.kind)) return [step.id, calls];
    const read = diffsOf(step.concentrator);
    if (!read.ok) return [step.id, [...calls, `files not read: ${read.reason.detail}`]];
    return [step.id, [...calls, ...fileLines(read.value, step.kind)]];
  });
  return Object.fromEntries(lines.filter(([, all]) => all.length > 0));
}

const isConnection = (path: string): boolean => path.startsWith('/etc/swanctl/') || path.startsWith('/etc/vpnmesh/');

function fileLines(diffs: FileDiffs, kind: StepKind): readonly string[] {
  return Object.entries(diffs)
    .filter(([path]) => kind === 'host.restore' || isConnection(path) === (kind === 'host.configure'))
    .flatMap(([path, lines]) => [path, ...lines.map((line) => `  ${line}`)]);
}
