/** What the steps of a fix will do, exactly: calls with their parameters, commands, files as diffs. */
import { diffStage, type FileDiffs } from '#linux/diff.ts';
import type { Plan } from '#mesh/steps.ts';
import type { Planned, Tools } from './apply.ts';
import { type RunContext, targetOf } from './context.ts';
import { hostInput } from './host-input.ts';
import { knownFrom } from './known.ts';
import { lookAtHosts } from './look.ts';
import { runStage } from './sessions.ts';
import { callsOf } from './step-calls.ts';
import { type Reading, reading } from './visit.ts';

/** Lines by the id of the step. */
export type Preview = Readonly<Record<string, readonly string[]>>;

/** One for each plan: a host may have a step of the same id in several. */
export async function previewsOf(
  { mesh, observation }: Planned,
  plans: readonly Plan[],
  tools: Tools,
  openSsh: boolean,
): Promise<readonly Preview[]> {
  const given = { ...tools, mesh, observation, known: knownFrom(mesh, observation) };
  const names = [...new Set(plans.flatMap(namesIn))];
  const options = { openSsh: openSsh && names.length > 0, atMostMs: 2_500 };
  const read = await lookAtHosts(given, options, async ({ context, ready }) => {
    const look = async (name: string): Promise<readonly FileDiffs[]> => {
      await ready(name);
      const diffs: FileDiffs[] = [];
      for (const plan of plans) diffs.push(await differences(context, name, plan));
      return diffs;
    };
    const all = names.map(async (name) => [name, await reading(name, () => look(name))] as const);
    return new Map(await Promise.all(all));
  });
  return plans.map((plan, index) => previewOf(plan, given, (name) => at(read.get(name), index)));
}

/** Hosts whose files the plan may change. */
function namesIn({ steps }: Plan): readonly string[] {
  return steps.flatMap(({ kind, concentrator }) =>
    concentrator !== null && (kind === 'host.parts' || kind === 'host.configure') ? [concentrator] : [],
  );
}

function at(read: Reading<readonly FileDiffs[]> | undefined, index: number): FileDiffs | undefined {
  return read?.ok === true ? read.value[index] : undefined;
}

async function differences(context: RunContext, name: string, plan: Plan): Promise<FileDiffs> {
  const input = hostInput(context.mesh, name, (each) => context.known.get(each));
  if (input === undefined || !namesIn(plan).includes(name)) return {};
  const own = plan.steps.filter(({ concentrator }) => concentrator === name);
  const parts = own.flatMap((step) => (step.kind === 'host.parts' ? step.parts : []));
  const stage = diffStage(
    input,
    parts,
    own.some(({ kind }) => kind === 'host.configure'),
  );
  return runStage(await context.sessions.get(targetOf(context, name)), name, stage);
}

function previewOf(
  { steps }: Plan,
  context: Omit<RunContext, 'sessions'>,
  diffsOf: (name: string) => FileDiffs | undefined,
): Preview {
  const lines = steps.map((step): readonly [string, readonly string[]] => {
    const calls = callsOf(step, context);
    if (step.kind !== 'host.parts' && step.kind !== 'host.configure') return [step.id, calls];
    const diffs = diffsOf(step.concentrator);
    const shown =
      diffs === undefined
        ? ['files not read: SSH is closed, --open-ssh shows what changes in them']
        : fileLines(diffs, step.kind === 'host.configure');
    return [step.id, [...calls, ...shown]];
  });
  return Object.fromEntries(lines.filter(([, all]) => all.length > 0));
}

const isConnection = (path: string): boolean => path.startsWith('/etc/swanctl/') || path.startsWith('/etc/vpnmesh/');

function fileLines(diffs: FileDiffs, connections: boolean): readonly string[] {
  return Object.entries(diffs)
    .filter(([path]) => isConnection(path) === connections)
    .flatMap(([path, lines]) => [path, ...lines.map((line) => `  ${line}`)]);
}
