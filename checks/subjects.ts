/** The subjects of checks: the mesh's facts, and its concentrators, regions and tunnels. */
import {
  type Check as AnyCheck,
  type CheckMeta,
  type Judgement,
  judgement,
  type Resource,
  type Verdict,
} from '#audit/check.ts';
import type { AuditFacts, ConcentratorFacts } from '#audit/facts.ts';
import type { HostFacts } from '#linux/host-facts.ts';
import type { HostInput } from '#linux/host-input.ts';
import { derived, type Fact, known, unknown } from '#mesh/fact.ts';
import type { RegionFacts } from '#mesh/observed/region-facts.ts';
import { initiatorOf } from '#mesh/tunnels.ts';

export { entry } from '#audit/check.ts';
export type Facts = AuditFacts<HostFacts, HostInput>;
export type Concentrator = ConcentratorFacts<HostFacts, HostInput>;
export type Check = AnyCheck<Facts>;

type Needs = Readonly<Record<string, Fact<unknown>>>;
type Values<N extends Needs> = { readonly [K in keyof N]: N[K] extends Fact<infer V> ? V : never };

/** Topics connect a failure with the failures that follow from it. */
export const topic = {
  host: (name: string) => `host ${name}`,
  charon: (name: string) => `charon ${name}`,
  tunnel: (a: string, b: string) => `tunnel ${[a, b].toSorted().join(' ')}`,
  /** Packets through an established tunnel. */
  traffic: (a: string, b: string) => `traffic ${[a, b].toSorted().join(' ')}`,
  connections: (name: string) => `connections ${name}`,
  forwarding: (name: string) => `forwarding ${name}`,
  firewall: (name: string) => `firewall ${name}`,
  time: (name: string) => `time ${name}`,
  agent: (name: string) => `agent ${name}`,
  shipping: (name: string) => `shipping ${name}`,
  /** Updates of strongSwan's packages. */
  strongswan: (name: string) => `strongswan ${name}`,
  logGroup: (region: string) => `log group ${region}`,
  /** The VPC's routes into the mesh. */
  routes: (name: string) => `routes ${name}`,
  spec: 'spec',
} as const;

export function asResource({ name, region }: Pick<Concentrator, 'name' | 'region'>): Resource {
  return { type: 'vpnmesh::Concentrator', id: name, region, concentrator: name };
}

/** A check that runs for each concentrator. */
export function perConcentrator<N extends Needs>(
  check: CheckMeta & {
    readonly needs: (one: Concentrator, facts: Facts) => N;
    readonly judge: (values: Values<N>, one: Concentrator, facts: Facts) => Verdict;
    readonly topics?: (one: Concentrator) => readonly string[];
    readonly speaksFor?: (one: Concentrator) => readonly string[];
  },
): Check {
  const { needs, judge, topics, speaksFor, ...meta } = check;
  return {
    ...meta,
    run: (facts) =>
      facts.concentrators.map(
        (one): Judgement =>
          judgement(asResource(one), needs(one, facts), (values) => judge(values, one, facts), {
            ...(topics === undefined ? {} : { topics: topics(one) }),
            ...(speaksFor === undefined ? {} : { speaksFor: speaksFor(one) }),
          }),
      ),
  };
}

/** The region a concentrator stands in. */
export function regionOf({ regions }: Facts, { region }: Pick<Concentrator, 'region'>): RegionFacts {
  const found = regions.find((one) => one.region === region);
  if (found === undefined) throw new Error(`no facts of ${region}`);
  return found;
}

/** When a region's log group was created, ms since 1970; undefined if unknown. Earlier events were in an older group. */
export function groupMadeAt(facts: Facts, one: Pick<Concentrator, 'region'>): number | undefined {
  const { logGroup } = regionOf(facts, one);
  const createdAt = logGroup.ok ? logGroup.value?.createdAt : undefined;
  return createdAt === undefined ? undefined : Date.parse(createdAt);
}

export function concentratorNamed({ concentrators }: Facts, name: string): Concentrator {
  const found = concentrators.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no facts of ${name}`);
  return found;
}

/** Every tunnel once, initiator first; unreadable until the pairs are known. */
export function tunnels(facts: Facts): Fact<readonly (readonly [Concentrator, Concentrator])[]> {
  return derived(facts.desired, ({ concentrators }) =>
    concentrators.flatMap(({ name, peers }) =>
      peers
        .filter((peer) => initiatorOf(name, peer) === name)
        .map((peer) => [concentratorNamed(facts, name), concentratorNamed(facts, peer)] as const),
    ),
  );
}

export function tunnelResource([a, b]: readonly [Concentrator, Concentrator]): Resource {
  return { type: 'vpnmesh::Tunnel', id: `${a.name} - ${b.name}`, concentrator: a.name, region: a.region };
}

/** Elastic IP by concentrator. Without one, its peers' rules cannot be judged. */
export function addressesOf(facts: Facts): Fact<Readonly<Record<string, string>>> {
  const all: [string, string][] = [];
  for (const { name, standing } of facts.concentrators) {
    if (!standing.ok) return standing;
    const ip = standing.value.address?.ip;
    if (ip === undefined) return unknown('absent', `${name} has no Elastic IP`, topic.host(name));
    all.push([name, ip]);
  }
  return known(Object.fromEntries(all), facts.startedAt);
}

/** `a, b and 3 more`. */
export function some(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
