import { fail, pass } from '#audit/check.ts';
import { isActive } from '#checks/host/units.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';
import { hostProfile } from '#linux/distributions.ts';

export const osAutoUpdates = perConcentrator({
  id: 'os.auto-updates',
  title: 'Automatic security updates are on',
  severity: 'medium',
  why: 'Vulnerabilities appear between an operator’s visits.',
  remedy: byVisit('Install unattended-upgrades with its timers; reboots stay manual.'),
  needs: ({ host, desired }) => ({ on: host.automaticUpdates, units: host.units, desired }),
  judge: ({ on, units, desired }) => {
    const timers = hostProfile(desired.image).units.updates;
    const asleep = timers.filter((name) => !isActive(units, name));
    const running = asleep.length === 0;
    const seen = { expected: { configured: true, timers: true }, actual: { configured: on, timers: running } };
    if (!on) return fail('not configured, or not installed', seen);
    return running ? pass('on', seen) : fail(`configured, but no timer runs: ${asleep.join(', ')}`, seen);
  },
});
