/** Which tunnels carry traffic by an audit's facts, and which no longer do. */
import type { MeshFacts } from '#app/hosts/mesh-facts.ts';

/** By `from to`: whether a probe was answered; without pairs that could not be probed. */
export type Health = ReadonlyMap<string, boolean>;

export function healthOf({ concentrators }: MeshFacts): Health {
  const health = new Map<string, boolean>();
  const byAddress = new Map(
    concentrators.flatMap(({ name, standing }) => {
      const ip = standing.ok ? standing.value.interface?.privateIp : undefined;
      return ip === undefined ? [] : [[ip, name] as const];
    }),
  );
  for (const { name, host } of concentrators) {
    if (!host.probes.ok) continue;
    for (const { target, lossPct } of host.probes.value) {
      const to = byAddress.get(target);
      if (to !== undefined) health.set(`${name} to ${to}`, lossPct < 100);
    }
  }
  return health;
}

/** A sentence that names the tunnels that stopped carrying traffic; undefined if none did. */
export function harmed(before: Health, after: Health): string | undefined {
  const lost = [...before].filter(([pair, well]) => well && after.get(pair) === false).map(([pair]) => pair);
  return lost.length === 0 ? undefined : `traffic stopped from ${lost.join(', ')}`;
}
