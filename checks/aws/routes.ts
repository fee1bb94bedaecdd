import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedies.ts';
import { perConcentrator, regionOf, some } from '#checks/subjects.ts';

export const routes = perConcentrator({
  id: 'aws.routes',
  title: 'Every table in scope sends every remote network to the concentrator',
  severity: 'critical',
  why: 'A network without its route is cut off, or its packets go to the Internet gateway and are lost there.',
  remedy: byApply('Make the route, or replace its target by the interface of the concentrator.'),
  needs: (one, facts) => ({ tables: regionOf(facts, one).routeTables, desired: one.desired, standing: one.standing }),
  judge: ({ tables, desired, standing }) => {
    const nic = standing.interface?.id;
    const wrong = desired.routeTableIds.flatMap((id) => {
      const table = tables.find((each) => each.id === id);
      return desired.remoteCidrs.flatMap((cidr) => {
        const route = table?.routes.find(({ destination }) => destination === cidr);
        if (route === undefined) return [`${cidr} in ${id}: no route`];
        return route.target.id === nic ? [] : [`${cidr} in ${id}: to ${route.target.id}`];
      });
    });
    const expected = { tables: desired.routeTableIds, destinations: desired.remoteCidrs, target: nic ?? null };
    if (wrong.length === 0)
      return pass(`${desired.routeTableIds.length} tables send ${desired.remoteCidrs.length} networks to ${nic}`, {
        expected,
      });
    return fail(some(wrong), { expected, actual: wrong });
  },
});
