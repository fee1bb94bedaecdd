/**
 * The audit's facts, as plain data that can be saved in a file. `H` and `I`, a host's facts and its desired state, belong
 * to the layers that know hosts.
 */
import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired-mesh.ts';
import type { Fact } from '#mesh/fact.ts';
import type { ConcentratorInUse } from '#mesh/observed/owned.ts';
import type { RegionFacts, RoleFacts } from '#mesh/observed/region-facts.ts';
import type { Spec } from '#mesh/spec/schema.ts';

export interface ConcentratorFacts<H, I> {
  readonly name: string;
  readonly region: string;
  readonly desired: Fact<DesiredConcentrator>;
  /** Its parts, by their tags. */
  readonly standing: Fact<ConcentratorInUse>;
  /** Source of its host facts: `ssh`, or `beacon` with `at` as the report's time. */
  readonly reached: Fact<string>;
  /** Time of its beacon's newest report, RFC 3339; null if none has arrived. */
  readonly reported: Fact<string | null>;
  readonly host: H;
  /** The desired state of its host. */
  readonly input: Fact<I>;
}

export interface AuditFacts<H, I> {
  readonly schema: 'vpnmesh.facts/1';
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly mesh: string;
  readonly spec: Spec;
  readonly account: Fact<{ readonly account: string; readonly partition: string }>;
  readonly desired: Fact<DesiredMesh>;
  readonly role: Fact<RoleFacts | null>;
  readonly regions: readonly RegionFacts[];
  /** Sorted by name. */
  readonly concentrators: readonly ConcentratorFacts<H, I>[];
}
