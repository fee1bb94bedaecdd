/**
 * Everything an audit judges, as plain data that can be kept in a file. What is known of a host, and what it should
 * be, are the business of the layers that know hosts: `H` and `I`.
 */
import type { DesiredConcentrator, DesiredMesh } from '#mesh/desired.ts';
import type { Fact } from '#mesh/fact.ts';
import type { ConcentratorInUse } from '#mesh/observed/owned.ts';
import type { RegionFacts, RoleFacts } from '#mesh/observed/region-facts.ts';
import type { Spec } from '#mesh/spec/schema.ts';

export interface ConcentratorFacts<H, I> {
  readonly name: string;
  readonly region: string;
  readonly desired: Fact<DesiredConcentrator>;
  /** Its parts, as their tags say. */
  readonly standing: Fact<ConcentratorInUse>;
  /** How its host was asked: `ssh`, or `beacon`, its own report, `at` when that was made. */
  readonly reached: Fact<string>;
  /** When the newest report of its beacon was made, RFC 3339; null when none has arrived. */
  readonly reported: Fact<string | null>;
  readonly host: H;
  /** What its host is to be brought to. */
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
  /** In order of names. */
  readonly concentrators: readonly ConcentratorFacts<H, I>[];
}
