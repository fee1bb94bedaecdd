import { fail, pass } from '#audit/check.ts';
import { byApply } from '#checks/remedies.ts';
import { perConcentrator, regionOf, some, topic } from '#checks/subjects.ts';

export const routeBlackhole = perConcentrator({
  id: 'aws.route-blackhole',
  title: 'No route of the mesh is a blackhole',
  severity: 'high',
  why: 'A blackhole drops every packet in silence: its interface is gone or stands on no running instance.',
  remedy: byApply('Bring the instance back, or replace the target by the interface of the concentrator.'),
  needs: (one, facts) => ({ tables: regionOf(facts, one).routeTables, desired: one.desired }),
  judge: ({ tables, desired }) => {
    const black = tables
      .filter(({ vpcId }) => vpcId === desired.vpcId)
      .flatMap(({ id, routes }) =>
        routes
          .filter(({ destination, blackhole }) => blackhole && desired.remoteCidrs.includes(destination))
          .map(({ destination, target }) => `${destination} in ${id} (to ${target.id})`),
      );
    if (black.length === 0) return pass('none', { expected: [], actual: [] });
    return fail(`blackholes: ${some(black)}`, { expected: [], actual: black });
  },
  topics: ({ name }) => [topic.host(name)],
});
