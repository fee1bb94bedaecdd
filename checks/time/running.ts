import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';
import { timeDaemons } from './daemons.ts';

export const timeRunning = perConcentrator({
  id: 'time.running',
  title: 'Time daemon is enabled and active',
  severity: 'medium',
  why: 'An undisciplined clock drifts by seconds a day.',
  remedy: byVisit('`systemctl enable --now chrony`.'),
  needs: ({ host }) => ({ units: host.units }),
  judge: ({ units }, { name }) => {
    const daemons = timeDaemons(units);
    const good = daemons.find(({ enabled, active }) => enabled && active);
    const expected = { enabled: true, active: true };
    if (good !== undefined) return pass(`${good.name} is enabled and active`, { expected, actual: expected });
    const [half] = daemons;
    const words =
      half === undefined
        ? 'none is enabled or active'
        : `${half.name} is ${half.active ? 'active, but not enabled' : 'enabled, but not active'}`;
    return fail(words, {
      expected,
      actual: half ?? { daemon: null },
      explains: half?.active === true ? [] : [topic.time(name)],
    });
  },
  topics: ({ name }) => [topic.time(name)],
});
