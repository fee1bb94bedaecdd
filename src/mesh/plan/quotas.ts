/** Whether what a plan adds fits into AWS's quotas. Pure. */

import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { defaultRulesPerGroup, missingRules } from '#mesh/ingress-rules.ts';
import type { RegionObservation } from '#mesh/observed/observation.ts';
import type { Obstacle } from '#mesh/plan/obstacle.ts';
import { counted } from '#mesh/plural.ts';
import { wantedServiceRules } from '#mesh/services.ts';
import type { Plan } from './steps.ts';

/** Quotas of one region; undefined where they could not be read. */
export interface Quotas {
  readonly rulesPerGroup: number | undefined;
  readonly groupsPerInterface: number | undefined;
  readonly routesPerTable: number | undefined;
  readonly addresses: number | undefined;
}

/** AWS's defaults (VPC user guide, "Amazon VPC quotas"). Routes: 500 for accounts of today, 50 before. */
export const defaultQuotas = {
  rulesPerGroup: defaultRulesPerGroup,
  groupsPerInterface: 5,
  routesPerTable: 500,
  addresses: 5,
} as const;

export function quotaObstacles(
  mesh: DesiredMesh,
  plan: Plan,
  region: RegionObservation,
  quotas: Quotas,
  addressesInUse: number,
): readonly Obstacle[] {
  const has = (key: keyof Quotas): number => quotas[key] ?? defaultQuotas[key];
  const name = region.region;
  const here = plan.steps.filter((step) => step.region === name);
  const raise = (quota: string, code: string): string => `raise the quota "${quota}" (${code}) in ${name}`;
  const obstacles: Obstacle[] = [];

  const addresses = here.filter(({ kind }) => kind === 'address.allocate').length;
  if (addresses > 0 && addressesInUse + addresses > has('addresses')) {
    obstacles.push({
      what: `${name} uses ${addressesInUse} of ${has('addresses')} Elastic IPs, and the mesh needs ${addresses} more`,
      next: `release an unused one, or ${raise('EC2-VPC Elastic IPs', 'L-0263D0A3')}`,
    });
  }
  const rulesQuota = raise('Inbound or outbound rules per security group', 'L-0EA8095F');
  if (has('rulesPerGroup') < defaultRulesPerGroup) {
    obstacles.push({
      what: `${name} allows ${has('rulesPerGroup')} rules per security group, fewer than the mesh needs (${defaultRulesPerGroup})`,
      next: rulesQuota,
    });
  }
  const wanted = wantedServiceRules(mesh.spec.securityGroups.services, mesh.cidrs);
  for (const step of here) {
    if (step.kind !== 'services.rules') continue;
    const group = region.groups.find(({ id }) => id === step.groupId);
    const after = (group?.ruleCount ?? 0) + missingRules(wanted, group?.ingress ?? []).length;
    if (after > has('rulesPerGroup')) {
      obstacles.push({
        what: `security group ${group?.name} (${step.groupId}, ${name}) would have ${counted(after, 'rule')}; the quota is ${has('rulesPerGroup')}`,
        next: `${rulesQuota}, or leave these groups alone with \`securityGroups: {services: none}\``,
      });
    }
  }
  for (const { name: concentrator, groupNames } of mesh.concentrators.filter((one) => one.region === name)) {
    if (groupNames.length <= has('groupsPerInterface')) continue;
    obstacles.push({
      what: `${concentrator} needs ${counted(groupNames.length, 'security group')} on its interface; the quota is ${has('groupsPerInterface')}`,
      next: raise('Security groups per network interface', 'L-2AFB9258'),
    });
  }
  for (const table of region.routeTables) {
    const added = here.filter((step) => step.kind === 'route.create' && step.tableId === table.id).length;
    if (added === 0 || table.routes.length + added <= has('routesPerTable')) continue;
    obstacles.push({
      what: `route table ${table.id} (${name}) would have ${counted(table.routes.length + added, 'route')}; the quota is ${has('routesPerTable')}`,
      next: raise('Routes per route table', 'L-93826ACB'),
    });
  }
  return obstacles;
}

/** How much of a region's scarcest quota the plan uses; empty if it uses none. */
export function quotaUse(
  region: string,
  plan: Plan,
  { addresses = defaultQuotas.addresses }: Quotas,
  addressesInUse: number,
): readonly string[] {
  const taken = plan.steps.filter((step) => step.region === region && step.kind === 'address.allocate').length;
  if (taken === 0) return [];
  return [`${region}: ${addressesInUse + taken} of ${addresses} Elastic IPs in use after this plan (${taken} more)`];
}

/** Which quotas were assumed because they could not be read; undefined if none were. */
export function assumedQuotas(region: string, quotas: Quotas): string | undefined {
  const words: Readonly<Record<keyof Quotas, string>> = {
    rulesPerGroup: 'rules per group',
    groupsPerInterface: 'groups per interface',
    routesPerTable: 'routes per table',
    addresses: 'Elastic IPs',
  };
  const assumed = (Object.keys(words) as (keyof Quotas)[])
    .filter((key) => quotas[key] === undefined)
    .map((key) => `${defaultQuotas[key]} ${words[key]}`);
  return assumed.length === 0
    ? undefined
    : `${region}: could not read quotas, assuming AWS's defaults (${assumed.join(', ')})`;
}
