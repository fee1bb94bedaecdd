/** How far the steps of a fix reach: which facts to collect again afterwards, and which still hold. */
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { extentOf } from '#mesh/plan/step-kinds.ts';
import type { Step } from '#mesh/plan/steps.ts';

export interface RemedyScope {
  readonly regions: ReadonlySet<string>;
  /** Concentrators whose host facts may have changed. */
  readonly hosts: ReadonlySet<string>;
  /** Whether it includes the role of all concentrators. */
  readonly role: boolean;
}

/** A host's region is read again with the host, because log files are compared with the events that arrived. */
export function scopeOf({ concentrators }: DesiredMesh, steps: readonly Step[]): RemedyScope {
  const regions = new Set<string>();
  const hosts = new Set<string>();
  const ask = (name: string): void => {
    const one = concentrators.find((each) => each.name === name);
    if (one === undefined) return;
    hosts.add(name);
    regions.add(one.region);
  };
  for (const step of steps) {
    const extent = extentOf(step);
    if (extent === 'nothing') continue;
    if (step.region !== null) regions.add(step.region);
    if (extent === 'region') continue;
    for (const { name, region, peers } of concentrators) {
      const own =
        step.concentrator === null ? step.region === null || step.region === region : step.concentrator === name;
      if (!own) continue;
      ask(name);
      if (extent === 'tunnels') peers.forEach(ask);
    }
  }
  return { regions, hosts, role: steps.some(({ kind }) => kind.startsWith('role.') || kind.startsWith('profile.')) };
}
