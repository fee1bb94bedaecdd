import { fail, notApplicable, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import {
  type Concentrator,
  type Facts,
  groupMadeAt,
  perConcentrator,
  regionOf,
  some,
  topic,
} from '#checks/subjects.ts';
import { shippedFiles, shippedKinds } from '#linux/agent.ts';
import { type Fact, known, unknown } from '#mesh/fact.ts';

/** Seconds. */
const tolerable = 15 * 60;
/** Log lines carry their time to the minute. */
const precision = 120;

export const logsRecentEvents = perConcentrator({
  id: 'logs.recent-events',
  title: 'No log stream lags its file by more than 15 minutes',
  severity: 'high',
  why: 'An agent can run and ship nothing: without the role, without a route to CloudWatch, or with a full queue.',
  remedy: byHand(
    'Read /opt/aws/amazon-cloudwatch-agent/logs/amazon-cloudwatch-agent.log on the host; usual causes are the role and Internet access.',
  ),
  needs: (one, facts) => ({
    logs: one.host.logs,
    units: one.host.units,
    ends: endsOf(one, facts),
    desired: one.desired,
  }),
  judge: ({ logs, units, ends, desired }, { region, host }, facts) => {
    const agentAge = units['amazon-cloudwatch-agent']?.activeFor ?? Number.POSITIVE_INFINITY;
    if (logs.length === 0) return notApplicable('no log file: see logs.files-collected');
    const now = Date.parse(host.logs.ok ? host.logs.at : '') / 1000;
    const madeAt = groupMadeAt(facts, { region });
    const groupAge = madeAt === undefined ? Number.POSITIVE_INFINITY : now - madeAt / 1000;
    const trailing = shippedFiles(desired.image).flatMap(({ kind, path }) => {
      const file = logs.find((log) => log.path === path);
      if (file === undefined || file.size === 0) return [];
      const last = ends[kind];
      // A line written a moment ago, such as our own login, is not late: only lines that have waited count.
      const waiting = [...file.lineAges, file.age].filter((age) => age > tolerable);
      if (last === undefined) {
        // Lines shipped before the group was created are in the deleted group.
        const missed = waiting.filter((age) => age < groupAge);
        if (missed.length === 0 || agentAge <= tolerable) return [];
        const words = `${kind}: ${path} was never shipped`;
        return [{ words, entry: words }];
      }
      const lastAge = now - Date.parse(last) / 1000;
      const late = waiting.filter((age) => age < lastAge - precision);
      if (late.length === 0) return [];
      const words = `${kind}: ${Math.round(Math.max(...late) / 60)} min behind ${path}`;
      return [{ words, entry: `${kind}: behind ${path}` }];
    });
    const expected = { mostSecondsBehind: tolerable };
    if (trailing.length === 0) return pass('none', { expected, actual: ends });
    return fail(some(trailing.map(({ words }) => words)), {
      expected,
      actual: { ...ends, wrong: trailing.map(({ entry }) => entry) },
    });
  },
  topics: ({ name, region }) => [topic.agent(name), topic.shipping(name), topic.logGroup(region), `instance ${name}`],
});

/** Newest event by kind of file. */
function endsOf({ name }: Concentrator, facts: Facts): Fact<Readonly<Record<string, string | undefined>>> {
  const { region } = facts.concentrators.find((one) => one.name === name) ?? { region: '' };
  const { streams } = regionOf(facts, { region });
  if (!streams.ok) return streams;
  const ends: Record<string, string | undefined> = {};
  for (const kind of shippedKinds) {
    const stream = streams.value.find((one) => one.name === `${kind}/${name}`);
    if (stream === undefined) continue;
    if (!stream.lastEvent.ok) return unknown(stream.lastEvent.reason.kind, stream.lastEvent.reason.detail);
    ends[kind] = stream.lastEvent.value;
  }
  return known(ends, streams.at);
}
