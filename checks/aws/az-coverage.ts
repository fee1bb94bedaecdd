import { fail, notApplicable, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { perConcentrator, regionOf } from '#checks/subjects.ts';
import { counted } from '#mesh/plural.ts';

export const azCoverage = perConcentrator({
  id: 'aws.az-coverage',
  title: 'Every zone in use has a concentrator (placement: az)',
  severity: 'high',
  why: 'A zone that uses another zone’s concentrator loses the mesh when that zone fails, and pays for cross-zone traffic.',
  remedy: byHand('Run `vpnmesh apply`: it creates a concentrator in each zone in use.'),
  needs: (one, facts) => ({
    desired: one.desired,
    subnets: regionOf(facts, one).subnets,
    tables: regionOf(facts, one).routeTables,
    mesh: facts.desired,
  }),
  judge: ({ desired, subnets, tables, mesh }, _one, { spec }) => {
    const member = spec.members.find((each) => (each.name ?? each.region) === desired.member);
    if (member?.placement !== 'az') return notApplicable('the member has one concentrator (`placement: region`)');
    const inScope = new Set(
      tables.filter(({ id }) => desired.routeTableIds.includes(id)).flatMap(({ subnetIds }) => subnetIds),
    );
    const zones = [...new Set(subnets.filter(({ id }) => inScope.has(id)).map(({ zone }) => zone))].toSorted();
    const standing = mesh.concentrators.filter((each) => each.member === desired.member);
    const covered = [
      ...new Set(standing.map(({ subnetId }) => subnets.find(({ id }) => id === subnetId)?.zone ?? '')),
    ].toSorted();
    const missing = zones.filter((zone) => !covered.includes(zone));
    if (missing.length === 0) return pass(counted(zones.length, 'zone'), { expected: zones, actual: covered });
    return fail(`no concentrator in ${missing.join(', ')}`, {
      expected: zones,
      actual: { covered: covered.join(', '), wrong: missing.map((zone) => `no concentrator in ${zone}`) },
    });
  },
});
