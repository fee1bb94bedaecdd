import { fail, notApplicable, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf, some, topic } from '#checks/subjects.ts';
import type { DesiredConcentrator } from '#mesh/desired.ts';
import type { ObservedRoute, ObservedRouteTable } from '#mesh/observed/observation.ts';

export const routes = perConcentrator({
  id: 'aws.routes',
  title: 'Every table in scope sends every remote network to the concentrator',
  severity: 'critical',
  why: 'A network without its route is cut off, or its packets go to the Internet gateway and are lost there.',
  remedy: byApply('Make the route, or replace its target by the interface of the concentrator.'),
  needs: (one, facts) => ({ tables: regionOf(facts, one).routeTables, desired: one.desired, standing: one.standing }),
  judge: ({ tables, desired, standing }) => {
    const nic = standing.interface?.id;
    if (desired.routeTableIds.length * desired.remoteCidrs.length === 0)
      return notApplicable('no table is in scope, or no network is remote');
    const wrong = strayRoutes(desired, tables, nic).map(
      ({ table, cidr, route }) => `${cidr} in ${table}: ${route === undefined ? 'no route' : `to ${route.target.id}`}`,
    );
    const expected = { tables: desired.routeTableIds, destinations: desired.remoteCidrs, target: nic ?? null };
    if (wrong.length === 0)
      return pass(`${desired.routeTableIds.length} tables send ${desired.remoteCidrs.length} networks to ${nic}`, {
        expected,
      });
    return fail(some(wrong), { expected, actual: wrong });
  },
  topics: ({ name }) => [topic.routes(name)],
});

interface StrayRoute {
  readonly table: string;
  readonly cidr: string;
  /** Undefined where the table has none. */
  readonly route: ObservedRoute | undefined;
}

/** Remote networks that a table in scope does not send to the interface. */
export function strayRoutes(
  { routeTableIds, remoteCidrs }: DesiredConcentrator,
  tables: readonly ObservedRouteTable[],
  nic: string | undefined,
): readonly StrayRoute[] {
  return routeTableIds.flatMap((table) => {
    const found = tables.find(({ id }) => id === table);
    return remoteCidrs
      .map((cidr) => ({ table, cidr, route: found?.routes.find(({ destination }) => destination === cidr) }))
      .filter(({ route }) => route === undefined || route.target.id !== nic);
  });
}
