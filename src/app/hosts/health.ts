/** Which tunnels carry traffic, as far as an audit's facts tell, and which of them no longer do. */
import type { MeshFacts } from '#app/audit/collect.ts';

/** By `from to`: whether a probe was answered; pairs that nobody could probe are not in it. */
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

/** A sentence that names what carried traffic before and does not now; undefined when all is as well as it was. */
export function harmed(before: Health, after: Health): string | undefined {
  const lost = [...before].filter(([pair, well]) => well && after.get(pair) === false).map(([pair]) => pair);
  return lost.length === 0 ? undefined : `traffic stopped from ${lost.join(', ')}`;
}
