/** How far the steps of a fix reach: what has to be looked at again once they are carried out, and what is as it was. */
import type { DesiredMesh } from '#mesh/desired.ts';
import { extentOf } from '#mesh/plan/step-kinds.ts';
import type { Step } from '#mesh/plan/steps.ts';

export interface RemedyScope {
  readonly regions: ReadonlySet<string>;
  /** Concentrators whose hosts tell something else now, perhaps. */
  readonly hosts: ReadonlySet<string>;
  /** Whether the role of all concentrators is among it. */
  readonly role: boolean;
}

/** A host that is asked again has its region read again too: logs are compared with what has arrived of them. */
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
