import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf, some, topic } from '#checks/subjects.ts';
import { strayRoutes } from './routes.ts';

export const routeBlackhole = perConcentrator({
  id: 'aws.route-blackhole',
  title: 'No route of the mesh is a blackhole',
  severity: 'high',
  why: 'A blackhole drops every packet in silence: its interface is gone or stands on no running instance.',
  remedy: byApply('Bring the instance back, or replace the target by the interface of the concentrator.'),
  needs: (one, facts) => ({ tables: regionOf(facts, one).routeTables, desired: one.desired, standing: one.standing }),
  judge: ({ tables, desired, standing }, { name }) => {
    const unread = desired.routeTableIds.find((id) => !tables.some((table) => table.id === id));
    if (unread !== undefined) throw new Error(`${unread} is not among the route tables`);
    const black = tables
      .filter(({ vpcId }) => vpcId === desired.vpcId)
      .flatMap(({ id, routes }) =>
        routes
          .filter(({ destination, blackhole }) => blackhole && desired.remoteCidrs.includes(destination))
          .map(({ destination, target }) => `${destination} in ${id} (to ${target.id})`),
      );
    if (black.length === 0) return pass('none', { expected: [], actual: [] });
    // One that leads elsewhere and ends there is one fault, not two.
    const stray = strayRoutes(desired, tables, standing.interface?.id);
    const explains = stray.every(({ route }) => route?.blackhole === true) ? [topic.routes(name)] : [];
    return fail(`blackholes: ${some(black)}`, { expected: [], actual: black, explains });
  },
  topics: ({ name }) => [topic.host(name)],
});
