import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';

const amazonTimeSync = ['169.254.169.123', 'fd00:ec2::123'];

export const timeSource = perConcentrator({
  id: 'time.source',
  title: 'The time comes from a server of the spec',
  severity: 'low',
  why: 'Amazon smears leap seconds and others do not: hosts that listen to both are up to a second apart for a day.',
  remedy: byVisit(
    'Name the servers of the spec (`time: {servers: […]}`) in /etc/chrony/conf.d/vpnmesh.conf and no others.',
  ),
  needs: ({ host }) => ({ time: host.time }),
  judge: ({ time }, _one, { spec }) => {
    const expected = spec.time.servers;
    const seen = { expected, actual: time.source ?? null };
    if (time.source === undefined) return fail('no source is selected', { expected, actual: { source: null } });
    // A pool's name stands for addresses that nobody can foretell.
    const pool = expected.some((server) => /[a-z]/.test(server) && !server.includes(':'));
    if ([...expected, ...amazonTimeSync].includes(time.source) || pool) return pass(time.source, seen);
    return fail(`${time.source} is selected, which the spec does not name`, seen);
  },
  topics: ({ name }) => [topic.time(name)],
});
