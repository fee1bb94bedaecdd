/** Collects the audit's facts: AWS in two waves, all regions in parallel, then the hosts. */

import { closeOverdueSsh } from '#app/hosts/expired-ssh.ts';
import { hostTopic } from '#app/hosts/host-fact.ts';
import { hostInput } from '#app/hosts/host-input.ts';
import type { MeshFacts } from '#app/hosts/mesh-facts.ts';
import { whySilent } from '#app/hosts/why-unreachable.ts';
import { type Inventory, type InventoryEntry, inventoryFrom } from '#app/run/inventory.ts';
import { lookedAtRegion } from '#app/run/progress.ts';
import type { Tools } from '#app/run/tools.ts';
import type { ConcentratorFacts } from '#audit/facts.ts';
import type { HostFacts } from '#linux/host-facts.ts';
import type { HostInput } from '#linux/host-input.ts';
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { SpecError } from '#mesh/errors.ts';
import { allOf, derived, type Fact, known, type Reason, unknown } from '#mesh/fact.ts';
import { createPool, type Pool } from '#mesh/interning.ts';
import { logGroupName, logsPolicyName, meshResourceName, tagKeys } from '#mesh/names.ts';
import type { MeshObservation, RegionObservation } from '#mesh/observed/observation.ts';
import {
  type ConcentratorInUse,
  inUse,
  type OwnedConcentrator,
  ownedAt,
  ownedConcentrators,
} from '#mesh/observed/owned.ts';
import type { RegionFacts } from '#mesh/observed/region-facts.ts';
import { counted } from '#mesh/plural.ts';
import type { RemedyScope } from '#mesh/remedy/scope.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import { notBuilt } from '#mesh/shared-errors.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { cloudFact } from '#ports/cloud-fact.ts';
import { silent } from './ask-host.ts';
import { type CollectOptions, collectHosts, type HostCollection } from './collect-hosts.ts';

/** An earlier collection that is still valid, except for some regions and hosts. */
export interface Recollection {
  readonly earlier: MeshFacts;
  readonly reach: RemedyScope;
  /** Hosts that changed since, and when: earlier reports of theirs do not count. */
  readonly changed: ReadonlyMap<string, Date>;
}

/** @throws SpecError for an invalid spec, OperatorError if the mesh is not built, CloudError without credentials */
export async function collectFacts(
  parsed: ParsedSpec,
  tools: Tools,
  options: CollectOptions,
  again?: Recollection,
): Promise<MeshFacts> {
  const { cloud, clock, operator } = tools;
  const { spec } = parsed;
  const startedAt = clock.now().toISOString();
  const names = [...new Set(spec.members.map(({ region }) => region))];
  const standing = (name: string): RegionFacts | undefined =>
    again?.reach.regions.has(name) === false ? again.earlier.regions.find(({ region }) => region === name) : undefined;
  const toRead = names.filter((name) => standing(name) === undefined).length;
  operator.notify({ type: 'phase', text: `collecting from ${counted(toRead, 'region')}` });
  const role = { name: meshResourceName(spec.mesh), policyName: logsPolicyName };
  const pool = createPool();
  const inspect = async (name: string): Promise<RegionFacts> =>
    pool.keep(await cloud.region(name).inspect(queryOf(parsed, name)));
  const [account, roleFacts, asFound] = await Promise.all([
    again?.earlier.account ?? cloudFact(() => cloud.identity()),
    (again?.reach.role === false ? again.earlier.role : undefined) ?? cloud.iam.inspect(role),
    Promise.all(names.map((name) => standing(name) ?? lookedAtRegion(operator, name, () => inspect(name)))),
  ]);
  const changed = await closeOverdueSsh(tools, pictureOf(spec.mesh, asFound));
  const regions = await Promise.all(asFound.map((one) => (changed.has(one.region) ? inspect(one.region) : one)));
  const observation = pictureOf(spec.mesh, regions);
  const desired = desiredFrom(parsed, observation, regions);
  const owned = ownedConcentrators(spec.mesh, observation);
  const places = placesOf(parsed, desired).map((place) => ({ ...place, standing: standingOf(place, owned, regions) }));
  if (places.every((one) => one.standing.ok && one.standing.value.groups.length === 0)) {
    throw notBuilt(spec.mesh);
  }
  const seen = desired.ok ? inventoryFrom(desired.value, observation) : undefined;
  const answers = await answersOf(desired, observation, places, { ...tools, pool }, options, again);
  const concentrators = places.map((place): ConcentratorFacts<HostFacts, HostInput> => {
    const missing = desired.ok ? unknown('absent', `${place.name} not collected`).reason : desired.reason;
    const { reached, host, reported } = answers.get(place.name) ?? unasked(missing);
    const { name, region } = place;
    const own = derived(desired, (mesh) => mesh.concentrators.find((one) => one.name === name));
    return {
      name,
      region,
      desired:
        own.ok && own.value !== undefined ? known(own.value, own.at) : own.ok ? { ok: false, reason: missing } : own,
      standing: place.standing,
      reached,
      reported,
      host,
      input: inputOf(name, desired, places, seen),
    };
  });
  return {
    schema: 'vpnmesh.facts/1',
    startedAt,
    finishedAt: clock.now().toISOString(),
    mesh: spec.mesh,
    spec,
    account: derived(account, ({ account: id, partition }) => ({ account: id, partition })),
    desired,
    role: roleFacts,
    regions,
    concentrators,
  };
}

interface AuditedConcentrator {
  readonly name: string;
  readonly region: string;
  readonly vpcId: string | undefined;
}
type AuditedWithParts = AuditedConcentrator & { readonly standing: Fact<ConcentratorInUse> };

function queryOf({ spec }: ParsedSpec, region: string) {
  const vpcs = spec.members.filter((member) => member.region === region).map(({ vpc }) => vpc);
  return { mesh: spec.mesh, vpcs, logGroup: logGroupName(spec.mesh, spec.logs.group) };
}

/** The readable facts as an observation; unreadable parts stay empty, and whoever needs them asks the facts. */
function pictureOf(mesh: string, regions: readonly RegionFacts[]): MeshObservation {
  const or = <T>(fact: Fact<readonly T[]>): readonly T[] => (fact.ok ? fact.value : []);
  const picture = (one: RegionFacts): RegionObservation => ({
    region: one.region,
    vpcs: or(one.vpcs),
    subnets: or(one.subnets),
    routeTables: or(one.routeTables),
    networkAcls: or(one.networkAcls),
    groups: or(one.groups),
    rules: or(one.rules),
    interfaces: or(one.interfaces),
    addresses: or(one.addresses).filter(({ tags }) => tags[tagKeys.mesh] === mesh),
    instances: or(one.instances),
    keyPairs: or(one.keyPairs),
    ...(one.logGroup.ok && one.logGroup.value !== null ? { logGroup: one.logGroup.value } : {}),
  });
  return { account: '', partition: '', caller: '', iam: {}, regions: regions.map(picture), unseen: [] };
}

/** @throws SpecError if everything was readable and the spec is still invalid, except for overlaps, which a check judges */
function desiredFrom(
  parsed: ParsedSpec,
  observation: MeshObservation,
  regions: readonly RegionFacts[],
): Fact<DesiredMesh> {
  const vpcs = allOf(...regions.map((one) => one.vpcs));
  if (!vpcs.ok) return vpcs;
  try {
    return known(resolveMesh(parsed, observation), vpcs.at);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const missing = regions.flatMap((one) => [one.subnets, one.routeTables, one.interfaces]).find(({ ok }) => !ok);
    if (missing !== undefined && !missing.ok) return missing;
    if (!error.problems.every(({ kind }) => kind === 'overlap')) throw error;
    return unknown('absent', `the spec cannot be resolved: ${error.problems[0]?.message ?? ''}`, 'spec');
  }
}

function placesOf({ spec }: ParsedSpec, desired: Fact<DesiredMesh>): readonly AuditedConcentrator[] {
  if (desired.ok) return desired.value.concentrators;
  return spec.members
    .map(({ name, region }) => ({ name: name ?? region, region, vpcId: undefined }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function standingOf(
  { name, region, vpcId }: AuditedConcentrator,
  owned: readonly OwnedConcentrator[],
  regions: readonly RegionFacts[],
): Fact<ConcentratorInUse> {
  const facts = regions.find((one) => one.region === region);
  if (facts === undefined) return unknown('absent', `${region} not collected`);
  const vpc = vpcId ?? owned.find((one) => one.name === name && one.region === region)?.vpcId ?? '';
  const parts = allOf(facts.groups, facts.interfaces, facts.addresses, facts.instances);
  return derived(parts, () => inUse(ownedAt({ name, region, vpcId: vpc }, owned)));
}

async function answersOf(
  desired: Fact<DesiredMesh>,
  observation: MeshObservation,
  places: readonly AuditedWithParts[],
  tools: Tools & { readonly pool: Pool },
  options: CollectOptions,
  again: Recollection | undefined,
): Promise<ReadonlyMap<string, HostCollection>> {
  if (!desired.ok)
    return new Map(
      places.map(({ name }) => [name, unasked({ ...desired.reason, topic: desired.reason.topic ?? hostTopic(name) })]),
    );
  const mesh = desired.value;
  const kept = again?.earlier.concentrators.filter(({ name }) => !again.reach.hosts.has(name)) ?? [];
  const names = mesh.concentrators.map(({ name }) => name).filter((name) => kept.every((one) => one.name !== name));
  const given = { ...tools, mesh, observation, inventory: inventoryFrom(mesh, observation) };
  if (names.length > 0)
    tools.operator.notify({ type: 'phase', text: `collecting from ${counted(names.length, 'host')}` });
  const asked = await collectHosts(given, options, names, (name) => {
    const one = places.find((place) => place.name === name)?.standing;
    return {
      standIn: one === undefined ? undefined : standInFor(name, one),
      instance: one?.ok === true ? one.value.instance : undefined,
      changedAt: again?.changed.get(name),
    };
  });
  return new Map([...kept.map((one) => [one.name, one] as const), ...asked]);
}

function unasked(reason: Reason): HostCollection {
  return { ...silent(reason), reported: { ok: false, reason } };
}

/** Why a login is impossible, as far as AWS shows; undefined if it is worth a try. */
function standInFor(name: string, place: Fact<ConcentratorInUse>): Reason | undefined {
  const because = (detail: string): Reason => unknown('unreachable', `${name}: ${detail}`, hostTopic(name)).reason;
  if (!place.ok) return { ...place.reason, topic: hostTopic(name) };
  const why = whySilent(place.value);
  return why === undefined ? undefined : because(why);
}

function inputOf(
  name: string,
  desired: Fact<DesiredMesh>,
  places: readonly AuditedWithParts[],
  seen: Inventory | undefined,
): Fact<HostInput> {
  if (!desired.ok) return desired;
  const all = allOf(...places.map((place) => place.standing));
  if (!all.ok) return all;
  const lookup = (each: string): InventoryEntry => seen?.get(each) ?? { groupIds: {} };
  const input = hostInput(desired.value, name, lookup);
  if (input !== undefined) return known(input, all.at);
  const incomplete =
    places.find(({ name: each }) => lookup(each).address === undefined || lookup(each).instanceId === undefined)
      ?.name ?? name;
  return unknown(
    'absent',
    `the state of ${name} depends on ${incomplete}, which has no address or no instance`,
    hostTopic(incomplete),
  );
}
