/** What the AWS adapter gives, with parts that are absent, of another kind or too many: nobody falls, and no check passes without what it decides by. */
import { expect, it } from 'vitest';
import { runChecks } from '#audit/engine.ts';
import type { Result } from '#audit/result.ts';
import { checks } from '#checks/index.ts';
import { healthy, judged } from '../checks/healthy.ts';
import { type Path, pathsOf, replace } from './junk.ts';
import { fuzzing, type Random, randomFrom } from './random.ts';

const minutes = 60_000;
const seeds = fuzzing();
const facts = healthy();
const region = facts.regions.findIndex((one) => one.region === facts.concentrators[0]?.region);

/** Facts whose one part, and nothing else, is copied: a whole copy takes longer than the judging. */
function copied(path: Path): typeof facts {
  const [first = '', second = ''] = path;
  const key = first as keyof typeof facts;
  const value = facts[key];
  const part = Array.isArray(value)
    ? value.map((one, index) => (String(index) === second ? structuredClone(one) : one))
    : structuredClone(value);
  return { ...facts, [key]: part };
}

const told = new Set(['regions', 'role', 'account', 'concentrators']);
const paths = pathsOf(facts).filter(
  ([first = '', , third]) =>
    told.has(first) && (first !== 'concentrators' || third === 'standing' || third === 'desired'),
);
const inside = paths.filter((path) => path.length > (path[0] === 'regions' || path[0] === 'concentrators' ? 2 : 1));

it('facts with anything in the place of any part are judged to the end', { timeout: 120 * minutes }, () => {
  const aws = checks.filter(({ id }) => /^(aws|logs|mesh)\./.test(id));
  for (const seed of seeds(0.1)) {
    const random = randomFrom(seed);
    const path = random.any(inside) ?? [];
    const changed = copied(path);
    const value = replace(changed, path, random);
    try {
      runChecks(aws, changed as never, { mesh: facts.mesh, now: new Date(facts.startedAt), waivers: [] });
    } catch (error) {
      expect.fail(`seed ${seed}: ${path.join('.')} is ${value}: ${String(error)}`);
    }
  }
});

/** What a check decides by, in the first concentrator's region: without it the check cannot pass. */
const decisive: readonly (readonly [check: string, path: string])[] = [
  ['aws.source-dest-check', 'concentrators.0.standing.value.interface.sourceDestCheck'],
  ['aws.ebs-encrypted', `regions.${region}.volumes.value.0.encrypted`],
  ['aws.ebs-encrypted', `regions.${region}.volumes.value`],
  ['aws.imdsv2', `regions.${region}.settings.value.0.httpTokens`],
  ['aws.imdsv2', `regions.${region}.settings.value.0.hopLimit`],
  ['aws.imdsv2', `regions.${region}.settings.value`],
  ['aws.instance-health', 'concentrators.0.standing.value.instance.state'],
  ['aws.instance-health', `regions.${region}.health.value.0.system`],
  ['aws.instance-health', `regions.${region}.health.value.0.instance`],
  ['aws.instance-health', `regions.${region}.health.value`],
  ['aws.eip-attached', 'concentrators.0.standing.value.address.interfaceId'],
  ['aws.eip-attached', 'concentrators.0.standing.value.interface.id'],
  ['aws.routes', `regions.${region}.routeTables.value`],
  ['aws.routes', 'concentrators.0.desired.value.routeTableIds'],
  ['aws.routes', 'concentrators.0.desired.value.remoteCidrs'],
  ['aws.route-blackhole', `regions.${region}.routeTables.value`],
  ['aws.network-acl', `regions.${region}.networkAcls.value`],
  ['aws.ike-ingress', `regions.${region}.exposed.value`],
  ['aws.ssh-closed', `regions.${region}.groups.value`],
  ['aws.ssh-open-world', `regions.${region}.groups.value`],
  ['aws.forwarding-ingress', `regions.${region}.exposed.value`],
  ['aws.pmtu-ingress', `regions.${region}.exposed.value`],
  ['aws.instance-role', 'role.value.policy'],
  ['aws.instance-role', 'role.value.profileArn'],
  ['aws.instance-role', 'role.value.profileRoles'],
  ['aws.instance-role', 'account.value.account'],
  ['aws.quota-headroom', `regions.${region}.quotas.addresses.value`],
  ['aws.quota-headroom', `regions.${region}.quotas.rulesPerGroup.value`],
  ['aws.quota-headroom', `regions.${region}.quotas.routesPerTable.value`],
  ['aws.quota-headroom', `regions.${region}.addresses.value`],
  ['aws.termination-protection', `regions.${region}.protection`],
  ['logs.retention', `regions.${region}.logGroup.value.retentionDays`],
  ['logs.group-exists', `regions.${region}.logGroup.value`],
  ['mesh.cidr-overlap', `regions.${region}.vpcs.value`],
];

/** Twice the same, a quota without end and `true` may be what AWS says: they are no junk where they fit. */
function fits(check: string, value: string): boolean {
  if (value === 'two thousand of them') return true;
  if (check === 'aws.quota-headroom' && (value === '1e+308' || value.startsWith('['))) return true;
  return check === 'aws.ebs-encrypted' && value === 'true';
}

function about(results: readonly Result[], check: string): readonly Result[] {
  const name = facts.concentrators[0]?.name;
  const here = facts.concentrators[0]?.region;
  return results.filter(
    (one) =>
      one.check === check &&
      (one.resource.concentrator === name || one.resource.region === here || one.resource.id === facts.mesh),
  );
}

it('the parts that checks decide by are there, and pass as they are', () => {
  const { results } = judged(facts);
  for (const [check, path] of decisive) {
    const there = path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], facts);
    expect([path, there]).not.toEqual([path, undefined]);
    expect(about(results, check).map(({ status }) => status)).toContain('pass');
  }
});

it('no check passes without what it decides by', { timeout: 120 * minutes }, () => {
  for (const seed of seeds(0.02)) {
    const random: Random = randomFrom(seed);
    const [check, text] = random.any(decisive) ?? ['', ''];
    const path = text.split('.');
    const changed = copied(path);
    const value = replace(changed, path, random);
    if (fits(check, value)) continue;
    const only = checks.filter(({ id }) => id === check);
    const { results } = judged(changed as never, only);
    if (about(results, check).some(({ status }) => status === 'pass'))
      expect.fail(`seed ${seed}: ${check} passes though ${text} is ${value}`);
  }
});
