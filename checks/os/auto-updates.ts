import { fail, pass } from '#audit/check.ts';
import { isActive, type Units } from '#checks/host/units.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator } from '#checks/subjects.ts';

const timers = [
  ['apt-daily.timer', 'apt-daily-upgrade.timer'],
  ['dnf-automatic.timer'],
  ['dnf-automatic-install.timer'],
];

export const osAutoUpdates = perConcentrator({
  id: 'os.auto-updates',
  title: 'Automatic security updates are on',
  severity: 'medium',
  why: 'Vulnerabilities appear between an operator’s visits.',
  remedy: byVisit('Install unattended-upgrades with its timers (or dnf-automatic); reboots stay manual.'),
  needs: ({ host }) => ({ on: host.automaticUpdates, units: host.units }),
  judge: ({ on, units }) => {
    const running = timers.some((all) => all.every((name) => isActive(units, name)));
    const seen = { expected: { configured: true, timers: true }, actual: { configured: on, timers: running } };
    if (!on) return fail('not configured, or not installed', seen);
    return running ? pass('on', seen) : fail(`configured, but no timer runs: ${sleeping(units).join(', ')}`, seen);
  },
});

function sleeping(units: Units): readonly string[] {
  return timers
    .flat()
    .filter((name) => units[name] !== undefined && units[name]?.load !== 'not-found' && !isActive(units, name));
}
