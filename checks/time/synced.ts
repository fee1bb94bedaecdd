import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';

/** Seconds. */
const mostOffset = 0.1;

export const timeSynced = perConcentrator({
  id: 'time.synced',
  title: 'Clock is synchronised, offset below 100 ms',
  severity: 'high',
  why: 'Logs of two hosts can only be correlated by one clock, and certificates and signatures depend on it.',
  remedy: byVisit('Check `chronyc sources` and `chronyc tracking`: the host must reach its time servers.'),
  needs: ({ host }) => ({ time: host.time }),
  judge: ({ time }, { name }) => {
    const expected = { synchronised: true, mostOffset };
    const actual = { synchronised: time.synchronised, offset: time.offset ?? null };
    if (!time.synchronised) return fail('not synchronised', { expected, actual, explains: [topic.time(name)] });
    if (time.offset === undefined) throw new Error('the time daemon does not report the clock’s offset');
    if (!(time.offset < mostOffset)) return fail(`${time.offset} s off`, { expected, actual });
    return pass(`${(time.offset * 1000).toFixed(3)} ms off`, { expected, actual });
  },
  topics: ({ name }) => [topic.time(name)],
});
