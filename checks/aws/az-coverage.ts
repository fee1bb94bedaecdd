import { fail, notApplicable, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf } from '#checks/subjects.ts';

export const azCoverage = perConcentrator({
  id: 'aws.az-coverage',
  title: 'Every zone in use has its concentrator, where the spec says so',
  severity: 'high',
  why: 'A zone that leans on the concentrator of another one falls with it, and pays for the way there.',
  remedy: byHand('Run `vpnmesh apply`: it makes a concentrator for each zone in use.'),
  needs: (one, facts) => ({
    desired: one.desired,
    subnets: regionOf(facts, one).subnets,
    tables: regionOf(facts, one).routeTables,
    mesh: facts.desired,
  }),
  judge: ({ desired, subnets, tables, mesh }, _one, { spec }) => {
    const member = spec.members.find((each) => (each.name ?? each.region) === desired.member);
    if (member?.placement !== 'az')
      return notApplicable('the spec asks for one concentrator for the whole member (`placement: region`)');
    const inScope = new Set(
      tables.filter(({ id }) => desired.routeTableIds.includes(id)).flatMap(({ subnetIds }) => subnetIds),
    );
    const zones = [...new Set(subnets.filter(({ id }) => inScope.has(id)).map(({ zone }) => zone))].toSorted();
    const standing = mesh.concentrators.filter((each) => each.member === desired.member);
    const covered = [
      ...new Set(standing.map(({ subnetId }) => subnets.find(({ id }) => id === subnetId)?.zone ?? '')),
    ].toSorted();
    const missing = zones.filter((zone) => !covered.includes(zone));
    if (missing.length === 0) return pass(`${zones.length} zones`, { expected: zones, actual: covered });
    return fail(`no concentrator in ${missing.join(', ')}`, {
      expected: zones,
      actual: { covered: covered.join(', '), wrong: missing.map((zone) => `no concentrator in ${zone}`) },
    });
  },
});
