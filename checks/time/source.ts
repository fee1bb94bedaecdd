import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';

const amazonTimeSync = ['169.254.169.123', 'fd00:ec2::123'];

export const timeSource = perConcentrator({
  id: 'time.source',
  title: 'Time source is one of the spec’s servers',
  severity: 'low',
  why: 'Amazon smears leap seconds and others do not: a host that uses both is off by up to a second for a day.',
  remedy: byVisit('List only the spec’s servers (`time: {servers: […]}`) in /etc/chrony/conf.d/vpnmesh.conf.'),
  needs: ({ host }) => ({ time: host.time }),
  judge: ({ time }, _one, { spec }) => {
    const expected = spec.time.servers;
    const seen = { expected, actual: time.source ?? null };
    if (time.source === undefined) return fail('no source is selected', { expected, actual: { source: null } });
    // A pool's name resolves to addresses that cannot be predicted.
    const pool = expected.some((server) => /[a-z]/.test(server) && !server.includes(':'));
    if ([...expected, ...amazonTimeSync].includes(time.source) || pool) return pass(time.source, seen);
    return fail(`${time.source} is selected, but is not in the spec`, seen);
  },
  topics: ({ name }) => [topic.time(name)],
});
