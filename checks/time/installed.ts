import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';
import { installedDaemons, timeDaemons } from './daemons.ts';

export const timeInstalled = perConcentrator({
  id: 'time.installed',
  title: 'Exactly one time daemon is in use',
  severity: 'medium',
  why: 'Two daemons fight over the clock; with none, logs of two hosts cannot be correlated.',
  remedy: byVisit('Install chrony and disable the others.'),
  needs: ({ host }) => ({ units: host.units }),
  judge: ({ units }, { name }) => {
    const all = installedDaemons(units);
    const working = timeDaemons(units).map((one) => one.name);
    const seen = { expected: 1, actual: working.length > 1 ? working : all };
    if (all.length === 0) {
      return fail('no time daemon is installed', {
        expected: 1,
        actual: { installed: null },
        explains: [topic.time(name)],
      });
    }
    if (working.length > 1)
      return fail(`several are active: ${working.join(', ')}`, { ...seen, explains: [topic.time(name)] });
    return pass(working[0] ?? all.join(', '), seen);
  },
});
