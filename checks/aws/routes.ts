import { fail, notApplicable, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf, some, topic } from '#checks/subjects.ts';
import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import type { ObservedRoute, ObservedRouteTable } from '#mesh/observed/observation.ts';
import { counted } from '#mesh/plural.ts';

export const routes = perConcentrator({
  id: 'aws.routes',
  title: 'Every route table in scope routes every remote network to the concentrator',
  severity: 'critical',
  why: 'Without the route a network is cut off, or its packets go to the Internet gateway and are lost.',
  remedy: byApply('Create the route, or point it at the concentrator’s interface.'),
  needs: (one, facts) => ({ tables: regionOf(facts, one).routeTables, desired: one.desired, standing: one.standing }),
  judge: ({ tables, desired, standing }) => {
    const nic = standing.interface?.id;
    if (desired.routeTableIds.length * desired.remoteCidrs.length === 0)
      return notApplicable('no route table in scope, or no remote network');
    const wrong = strayRoutes(desired, tables, nic).map(
      ({ table, cidr, route }) => `${cidr} in ${table}: ${route === undefined ? 'no route' : `to ${route.target.id}`}`,
    );
    const expected = { tables: desired.routeTableIds, destinations: desired.remoteCidrs, target: nic ?? null };
    if (wrong.length === 0)
      return pass(
        `${counted(desired.remoteCidrs.length, 'network')} routed to ${nic} in ${counted(desired.routeTableIds.length, 'table')}`,
        {
          expected,
        },
      );
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

/** Remote networks that a table in scope does not route to the interface. */
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
