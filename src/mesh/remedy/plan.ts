/** From the remedies of failing checks to the steps of a fix: parts of apply's plan, and steps that apply does not have. */
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { hostStepId } from '#mesh/plan/hosts.ts';
import { type Plan, planOf, type Risk, type Step, type StepKind } from '#mesh/plan/steps.ts';
import { cloudRemedySteps, joined } from './cloud.ts';
import { hostRemedySteps } from './hosts.ts';
import type { PlacedRemedy } from './remedy.ts';

/**
 * @param whole apply's plan now; its steps are taken with their dependencies
 * @param risk of the steps that apply does not have
 * @param run all remedies of the run: a host records its state only once
 */
export function planRemedies(
  mesh: DesiredMesh,
  whole: Plan,
  wanted: readonly PlacedRemedy[],
  risk: Risk,
  run = wanted,
): Plan {
  const chosen = fromApply(whole, wanted);
  const cloud = joined(wanted.flatMap((one) => cloudRemedySteps(one, risk)));
  const before = [...chosen, ...cloud].filter(({ kind }) => !isOnHost(kind)).map(({ id }) => id);
  const hosts = hostRemedySteps(mesh, wanted, { risk, before, run, taken: new Set(chosen.map(({ id }) => id)) });
  const work = [...chosen, ...cloud, ...hosts];
  return planOf(mesh.name, [...work, ...closing(work)], []);
}

/** SSH is closed last, whatever the outcome of the other steps. */
export function closing(work: readonly Step[]): readonly Step[] {
  return work.flatMap((step): readonly Step[] => {
    if (step.kind !== 'ssh.open') return [];
    const { concentrator, region, risk } = step;
    const before = work.filter(
      (one) => one.kind === 'mesh.verify' || (one.concentrator === concentrator && isOnHost(one.kind)),
    );
    return [
      {
        id: hostStepId(concentrator, 'ssh.close'),
        kind: 'ssh.close',
        concentrator,
        region,
        risk,
        change: 'update',
        describe: `${concentrator}: close SSH`,
        dependsOn: before.map(({ id }) => id),
        always: true,
      },
    ];
  });
}

const isOnHost = (kind: StepKind): boolean => kind.startsWith('host.') || kind.startsWith('ssh.');

/** A new host or address changes the peers' configuration: then the fix takes all of apply's plan. */
const farReaching: readonly StepKind[] = ['instance.run', 'address.allocate'];

function fromApply(whole: Plan, wanted: readonly PlacedRemedy[]): readonly Step[] {
  const byId = new Map(whole.steps.map((step) => [step.id, step]));
  const chosen = new Set<string>();
  const onHost = (id: string): boolean => isOnHost(byId.get(id)?.kind ?? 'mesh.verify');
  // In apply, routes wait until the host is ready. Here the host exists: a route needs no visit.
  const take = (id: string): void => {
    if (chosen.has(id)) return;
    chosen.add(id);
    for (const each of byId.get(id)?.dependsOn ?? []) if (onHost(id) || !onHost(each)) take(each);
  };
  for (const { region, concentrator, actions } of wanted) {
    const kinds = new Set(actions.flatMap((one) => (one.action === 'plan' ? one.kinds : [])));
    for (const step of whole.steps) {
      const here = step.concentrator === null ? step.region === region : step.concentrator === concentrator;
      if (here && kinds.has(step.kind)) take(step.id);
    }
  }
  const all = [...chosen].some((id) => farReaching.includes(byId.get(id)?.kind ?? 'mesh.verify'));
  return whole.steps.filter(({ id, kind }) => kind !== 'ssh.close' && (all || chosen.has(id)));
}
