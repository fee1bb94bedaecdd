/** Facts of a mesh of two members on simulated hosts as `vpnmesh audit --facts` kept them, to be made ill. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFactsFile } from '#app/audit/facts-file.ts';
import { runChecks } from '#audit/engine.ts';
import type { AuditResult } from '#audit/result.ts';
import type { Waiver } from '#audit/waivers.ts';
import { checks } from '#checks/index.ts';
import type { Check, Concentrator, Facts } from '#checks/subjects.ts';
import type { Fact } from '#mesh/fact.ts';
import type { RegionFacts } from '#mesh/observed/region-facts.ts';

export type Draft<T> = T extends readonly (infer E)[]
  ? Draft<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Draft<T[K]> }
    : T;

const name = 'facts.simulated-two-members.json';
const text = readFileSync(join(import.meta.dirname, '../fixtures/audit', name), 'utf8');

export function healthy(): Draft<Facts> {
  return parseFactsFile(name, text) as Draft<Facts>;
}

/** What was read; the fixture has everything. */
export function read<T>(fact: Fact<T> | Draft<Fact<T>>): Draft<T> {
  if (!fact.ok) throw new Error(`the fixture lacks it: ${fact.reason.detail}`);
  return fact.value as Draft<T>;
}

export interface Ill {
  readonly facts: Draft<Facts>;
  /** The initiator, and its region. */
  readonly east: Draft<Concentrator>;
  readonly region: Draft<RegionFacts>;
  readonly west: Draft<Concentrator>;
}

export function ill(change: (ill: Ill) => void): Facts {
  const facts = healthy();
  const [east, west] = facts.concentrators;
  const region = facts.regions.find((one) => one.region === east?.region);
  if (east === undefined || west === undefined || region === undefined) throw new Error('the fixture has two members');
  change({ facts, east, west, region });
  return facts as Facts;
}

export function judged(facts: Facts, only: readonly Check[] = checks, waivers: readonly Waiver[] = []): AuditResult {
  return runChecks(only, facts, { mesh: facts.mesh, now: new Date(facts.startedAt), waivers });
}
