/** Routes into the mesh, and rules that allow mesh traffic in the VPC's other groups. */

import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import { missingRules, ruleKey } from '#mesh/ingress-rules.ts';
import { tagKeys } from '#mesh/names.ts';
import type { ObservedRouteTable } from '#mesh/observed/observation.ts';
import { ownedRoutes, ownedServiceRules } from '#mesh/observed/owned.ts';
import { counted } from '#mesh/plural.ts';
import { isServed, wantedServiceRules } from '#mesh/services.ts';
import { initiatorOf } from '#mesh/tunnels.ts';
import { refuseForeignRoute } from './foreign-routes.ts';
import { groupId as concentratorGroupId } from './groups.ts';
import { hostStepId } from './hosts.ts';
import type { Planning } from './planning.ts';
import type { Step } from './steps.ts';

/** Routes to every remote CIDR in every table in scope; our own routes that are no longer needed are deleted. */
export function routeSteps(planning: Planning): readonly Step[] {
  return planning.mesh.concentrators.flatMap((one) => {
    const region = planning.region(one.region);
    const inScope = region.routeTables.filter(({ id }) => one.routeTableIds.includes(id));
    const needed = inScope.flatMap((table) =>
      one.remoteCidrs.flatMap((destination) => routeStep(planning, one, table, destination) ?? []),
    );
    const surplus = ownedRoutes(planning.mesh.name, region)
      .filter(({ interfaceId }) => interfaceId === planning.standing(one.name).interface?.id)
      .filter(
        ({ table, destination }) => !(one.routeTableIds.includes(table.id) && one.remoteCidrs.includes(destination)),
      )
      .map(({ table, destination }) => routeDeletion(one, table.id, destination));
    return [...needed, ...surplus];
  });
}

function routeStep(
  planning: Planning,
  one: DesiredConcentrator,
  table: ObservedRouteTable,
  destination: string,
): Step | undefined {
  const present = table.routes.find((route) => route.destination === destination);
  const own = planning.standing(one.name).interface?.id;
  if (present !== undefined && present.target.id === own && !present.blackhole) return undefined;
  if (present !== undefined) refuseForeignRoute(planning, one, table, present);
  const far = planning.mesh.concentrators.filter(({ cidrs }) => cidrs.includes(destination));
  return {
    id: `${one.name}/route/${table.id}/${destination}`,
    kind: present === undefined ? 'route.create' : 'route.replace',
    change: present === undefined ? 'create' : 'update',
    concentrator: one.name,
    region: one.region,
    tableId: table.id,
    destination,
    describe: `route ${destination} in ${table.id} to ${own ?? 'the interface'}`,
    risk: 'safe',
    dependsOn: [
      `${one.name}/interface`,
      ...far.map(({ name }) => hostStepId(initiatorOf(one.name, name), 'host.initiate')),
    ],
  };
}

/** Deleting one of our routes. */
export function routeDeletion(
  of: { readonly name: string; readonly region: string },
  tableId: string,
  destination: string,
): Step {
  return {
    id: `${of.name}/route-away/${tableId}/${destination}`,
    kind: 'route.delete',
    change: 'delete',
    concentrator: of.name,
    region: of.region,
    tableId,
    destination,
    describe: `route ${destination} in ${tableId}`,
    risk: 'disruptive',
    dependsOn: [],
  };
}

/** Rules in the VPC's other groups, as `securityGroups.services` says; our rules that the spec no longer asks for are revoked. */
export function serviceSteps(planning: Planning): readonly Step[] {
  const { mesh } = planning;
  const { services } = mesh.spec.securityGroups;
  const wanted = wantedServiceRules(services, mesh.cidrs);
  const keys = new Set(wanted.map(ruleKey));
  const seen = new Set<string>();
  return mesh.concentrators.flatMap((one) => {
    if (seen.has(one.vpcId)) return [];
    seen.add(one.vpcId);
    const region = planning.region(one.region);
    const groups = region.groups.filter((group) => group.vpcId === one.vpcId && group.tags[tagKeys.mesh] === undefined);
    const owned = ownedServiceRules(mesh.name, region);
    return groups.flatMap((group): Step[] => {
      const served = isServed(services, group);
      const missing = served ? missingRules(wanted, group.ingress).length : 0;
      const surplus = owned.filter((rule) => rule.groupId === group.id && !(served && keys.has(ruleKey(rule))));
      return [
        ...(missing === 0
          ? []
          : [
              serviceStep(
                one,
                group.id,
                `${group.name} (${group.id}): ${counted(missing, 'rule')} to allow ${services === 'all' ? 'all traffic' : 'ICMP'} from the mesh`,
              ),
            ]),
        ...(surplus.length === 0
          ? []
          : [
              revocation(
                one.region,
                group.id,
                surplus.map(({ id }) => id),
              ),
            ]),
      ];
    });
  });
}

function serviceStep(one: DesiredConcentrator, groupId: string, describe: string): Step {
  return {
    id: `${one.name}/services/${groupId}`,
    kind: 'services.rules',
    change: 'update',
    concentrator: one.name,
    region: one.region,
    groupId,
    describe,
    risk: 'safe',
    // A later run finds a VPC that left the spec by its concentrator's group.
    dependsOn: [concentratorGroupId(one.name, 0)],
  };
}

/** Revoking our rules in a group of the operator's, by their ids. */
export function revocation(region: string, groupId: string, ruleIds: readonly string[]): Step {
  return {
    id: `${region}/services-away/${groupId}`,
    kind: 'rules.revoke',
    change: 'delete',
    concentrator: null,
    region,
    groupId,
    ruleIds,
    describe: `${counted(ruleIds.length, 'rule')} of ours in ${groupId}`,
    risk: 'disruptive',
    dependsOn: [],
  };
}
