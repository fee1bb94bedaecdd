import { fail, notApplicable, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { groupMadeAt, perConcentrator, topic } from '#checks/subjects.ts';
import { beaconPeriod, oldestReport } from '#linux/beacon.ts';
import { factsStream, logGroupName } from '#mesh/names.ts';
import { utcText } from '#mesh/time-text.ts';

export const logsBeacon = perConcentrator({
  id: 'logs.beacon',
  title: `Facts beacon is at most ${oldestReport / 60} minutes old`,
  severity: 'medium',
  why: 'While SSH is closed the audit knows the host only by this report.',
  remedy: byVisit(
    '`systemctl enable --now vpnmesh-facts.timer`; it writes /var/log/vpnmesh-facts.log, which the CloudWatch agent ships.',
  ),
  needs: ({ reported }) => ({ reported }),
  judge: ({ reported }, { name, region, host, reported: asked }, facts) => {
    const { startedAt, mesh, spec } = facts;
    const stream = `${logGroupName(mesh, spec.logs.group)} ${factsStream(name)}`;
    const seen = { expected: { mostSecondsOld: oldestReport }, actual: reported };
    if (reported === null) {
      const timer = host.units.ok ? host.units.value['vpnmesh-facts.timer'] : undefined;
      const madeAt = groupMadeAt(facts, { region });
      const waits = [timer?.activeFor, madeAt === undefined ? undefined : (Date.parse(startedAt) - madeAt) / 1000];
      if (timer?.active === 'active' && waits.some((seconds) => seconds !== undefined && seconds < beaconPeriod)) {
        return notApplicable('first report due within five minutes: its timer or the log group is new');
      }
      return fail(`no report in ${stream}`, seen);
    }
    // After a fix, this host's facts may be older than the audit's start.
    const then = asked.ok ? asked.at : startedAt;
    const age = (Date.parse(then) - Date.parse(reported)) / 1000;
    return age <= oldestReport
      ? pass(reported, seen)
      : fail(`last report in ${stream} is from ${utcText(reported)}`, seen);
  },
  topics: ({ name, region }) => [topic.agent(name), topic.shipping(name), topic.logGroup(region), `instance ${name}`],
});
