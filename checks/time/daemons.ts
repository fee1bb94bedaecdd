/** Who keeps the time, under each name that a distribution gives it. A unit's second name is the same unit. */
import { isActive, isEnabled, isInstalled, type Units } from '#checks/host/units.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  chrony: ['chrony', 'chronyd'],
  'systemd-timesyncd': ['systemd-timesyncd'],
  ntpsec: ['ntpsec'],
  ntp: ['ntp', 'ntpd'],
  openntpd: ['openntpd'],
};

const some = (units: Units, daemon: string, test: (units: Units, name: string) => boolean): boolean =>
  (names[daemon] ?? []).some((name) => isInstalled(units, name) && test(units, name));

export interface Daemon {
  readonly name: string;
  readonly enabled: boolean;
  readonly active: boolean;
}

/** Those that are installed and not put to sleep for good. */
export function timeDaemons(units: Units): readonly Daemon[] {
  return Object.keys(names)
    .map((name) => ({ name, enabled: some(units, name, isEnabled), active: some(units, name, isActive) }))
    .filter(({ enabled, active }) => enabled || active);
}

export function installedDaemons(units: Units): readonly string[] {
  return Object.keys(names).filter((name) => some(units, name, () => true));
}
