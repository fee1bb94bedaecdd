import { fail, judgement, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { type Check, some } from '#checks/subjects.ts';

/** What one more member needs in a region: an Elastic IP, and per concentrator three rules and one route per table. */
const rulesPerPeer = 3;

export const quotaHeadroom: Check = {
  id: 'aws.quota-headroom',
  title: 'Quotas leave room for one more member',
  severity: 'low',
  why: 'A full quota stops the next apply halfway, and AWS takes days to raise it.',
  remedy: byHand('Raise the quota in Service Quotas, or free unused resources.'),
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
            throw new Error('a quota is not a number');
          const here = mesh.concentrators.filter((one) => one.region === region.region);
          const inScope = new Set(here.flatMap(({ routeTableIds }) => routeTableIds));
          const names = new Set(here.flatMap(({ groupNames }) => groupNames));
          const full = [
            ...(held.length + 1 > most ? [{ what: 'Elastic IPs', held: `${held.length} of ${most}` }] : []),
            ...tables
              .filter(({ id, routes }) => inScope.has(id) && routes.length + 1 > perTable)
              .map(({ id, routes }) => ({ what: `routes in ${id}`, held: `${routes.length} of ${perTable}` })),
            // Apply adds groups until the interface has as many as it can take, so only the last group counts.
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
