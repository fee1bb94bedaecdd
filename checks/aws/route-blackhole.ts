import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf, some, topic } from '#checks/subjects.ts';
import { strayRoutes } from './routes.ts';

export const routeBlackhole = perConcentrator({
  id: 'aws.route-blackhole',
  title: 'No mesh route is a blackhole',
  severity: 'high',
  why: 'A blackhole route drops every packet silently: its interface is gone or has no running instance.',
  remedy: byApply('Start the instance, or point the route at the concentrator’s interface.'),
  needs: (one, facts) => ({ tables: regionOf(facts, one).routeTables, desired: one.desired, standing: one.standing }),
  judge: ({ tables, desired, standing }, { name }) => {
    const unread = desired.routeTableIds.find((id) => !tables.some((table) => table.id === id));
    if (unread !== undefined) throw new Error(`route table ${unread} was not in the answer`);
    const black = tables
      .filter(({ vpcId }) => vpcId === desired.vpcId)
      .flatMap(({ id, routes }) =>
        routes
          .filter(({ destination, blackhole }) => blackhole && desired.remoteCidrs.includes(destination))
          .map(({ destination, target }) => `${destination} in ${id} (to ${target.id})`),
      );
    if (black.length === 0) return pass('none', { expected: [], actual: [] });
    // A blackhole to another target is one finding, of aws.routes or of this check, not of both.
    const stray = strayRoutes(desired, tables, standing.interface?.id);
    const explains = stray.every(({ route }) => route?.blackhole === true) ? [topic.routes(name)] : [];
    return fail(`blackholes: ${some(black)}`, { expected: [], actual: black, explains });
  },
  topics: ({ name }) => [topic.host(name)],
});
