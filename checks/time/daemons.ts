/** Time daemons, under each unit name that a distribution uses. A unit's alias is the same unit. */
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

/** Daemons that are installed, and enabled or active. */
export function timeDaemons(units: Units): readonly Daemon[] {
  return Object.keys(names)
    .map((name) => ({ name, enabled: some(units, name, isEnabled), active: some(units, name, isActive) }))
    .filter(({ enabled, active }) => enabled || active);
}

export function installedDaemons(units: Units): readonly string[] {
  return Object.keys(names).filter((name) => some(units, name, () => true));
}
