/** The steps of apply, from the observation to the desired mesh. Pure: the same inputs give the same plan. */

import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired-mesh.ts';
import type { MeshObservation } from '#mesh/observed/observation.ts';
import { neighbourNotes } from '#mesh/observed/other-meshes.ts';
import { inUse, ownedAt, ownedConcentrators } from '#mesh/observed/owned.ts';
import { cloudSteps } from './cloud.ts';
import { hostSteps } from './hosts.ts';
import { detourNotes, prefixListNotes, standstillNotes, unreadNotes, unseenNotes } from './notes.ts';
import { ownTagSteps } from './own-tags.ts';
import type { PlanContext, Planning } from './planning.ts';
import { departureSteps, spareSteps } from './removed-members.ts';
import { roleSettingNotes } from './role-settings.ts';
import { routeSteps, serviceSteps } from './routes-and-services.ts';
import { type Plan, planOf, type Step } from './steps.ts';

/** @throws OperatorError for a resource that is in the way and not ours to change (a foreign route, a foreign role). */
export function planApply(mesh: DesiredMesh, observation: MeshObservation, context: PlanContext): Plan {
  const planning = prepare(mesh, observation, context);
  const cloud = cloudSteps(planning);
  const hosts = hostSteps(planning, cloud.fresh);
  const routes = routeSteps(planning);
  const rest: Step[] = [
    ...hosts.steps,
    ...routes,
    ...serviceSteps(planning),
    ...departureSteps(planning, routes),
    ...spareSteps(planning, routes),
  ];
  const work: Step[] = [...cloud.steps, ...ownTagSteps(planning, [...cloud.steps, ...rest]), ...rest];
  const standstill = standstillNotes(planning);
  const notes = [
    ...neighbourNotes(mesh, observation),
    ...hosts.notes,
    ...cloud.notes,
    ...roleSettingNotes(planning),
    ...standstill,
    ...detourNotes(planning),
    ...prefixListNotes(planning),
    ...unseenNotes(observation),
    ...unreadNotes(observation),
  ];
  const plan = planOf(mesh.name, [...work, ...hosts.closing(work)], notes);
  return standstill.length === 0 ? plan : { ...plan, differs: true };
}

function prepare(mesh: DesiredMesh, observation: MeshObservation, context: PlanContext): Planning {
  const owned = ownedConcentrators(mesh.name, observation);
  const desired = (name: string): DesiredConcentrator => found(mesh.concentrators, (one) => one.name === name, name);
  return {
    mesh,
    observation,
    owned,
    ...context,
    region: (name) => found(observation.regions, ({ region }) => region === name, name),
    standing: (name) => inUse(ownedAt(desired(name), owned), desired(name).subnetId),
    desired,
  };
}

function found<T>(all: readonly T[], test: (one: T) => boolean, name: string): T {
  const one = all.find(test);
  if (one === undefined) throw new Error(`${name} is not in the observation`);
  return one;
}
