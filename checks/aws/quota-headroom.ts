import { fail, judgement, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { type Check, some } from '#checks/subjects.ts';

/** What one more member asks of a region: an address there, and of each of its concentrators three rules and a route a table. */
const rulesPerPeer = 3;

export const quotaHeadroom: Check = {
  id: 'aws.quota-headroom',
  title: 'There is room for one more member',
  severity: 'low',
  why: 'A quota that is full is met in the middle of growing the mesh, and raising it takes AWS days.',
  remedy: byHand('Raise the quota that is named under Service Quotas, or free what is not used.'),
  run: (facts) =>
    facts.regions.map((region) => {
      const { addresses, routeTables, groups, quotas } = region;
      const resource = { type: 'vpnmesh::Region', id: region.region, region: region.region };
      const needs = {
        addresses,
        routeTables,
        groups,
        mesh: facts.desired,
        perGroup: quotas.rulesPerGroup,
        perTable: quotas.routesPerTable,
        most: quotas.addresses,
      };
      return judgement(
        resource,
        needs,
        ({ addresses: held, routeTables: tables, groups: all, mesh, perGroup, perTable, most }) => {
          if (!Array.isArray(held) || [perGroup, perTable, most].some((quota) => !Number.isFinite(quota)))
            throw new Error('a quota is no number');
          const here = mesh.concentrators.filter((one) => one.region === region.region);
          const inScope = new Set(here.flatMap(({ routeTableIds }) => routeTableIds));
          const names = new Set(here.flatMap(({ groupNames }) => groupNames));
          const full = [
            ...(held.length + 1 > most ? [{ what: 'Elastic IPs', held: `${held.length} of ${most}` }] : []),
            ...tables
              .filter(({ id, routes }) => inScope.has(id) && routes.length + 1 > perTable)
              .map(({ id, routes }) => ({ what: `routes in ${id}`, held: `${routes.length} of ${perTable}` })),
            // A group that is full is followed by another one, as many as an interface takes: only the last one counts.
            ...all
              .filter(({ name }) => names.has(name))
              .slice(-1)
              .filter(({ ruleCount }) => ruleCount + rulesPerPeer > perGroup)
              .map(({ id, ruleCount }) => ({ what: `rules in ${id}`, held: `${ruleCount} of ${perGroup}` })),
          ];
          const actual = {
            addresses: held.length,
            addressQuota: most,
            rulesPerGroup: perGroup,
            routesPerTable: perTable,
          };
          if (full.length === 0) return pass(`${most - held.length} Elastic IPs left`, { actual });
          const words = full.map(({ what, held: count }) => `${what}: ${count}`);
          return fail(some(words), {
            expected: 'room for one more',
            actual: { ...actual, full: full.map(({ what }) => what) },
          });
        },
      );
    }),
};
