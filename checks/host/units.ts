/** A systemd unit's state. */
import type { UnitState } from '#linux/host-facts.ts';

export type Units = Readonly<Record<string, UnitState>>;

export function isInstalled(units: Units, name: string): boolean {
  const load = units[name]?.load;
  return load !== undefined && load !== 'not-found';
}

/** Starts at boot; a unit that another one pulls in is `static` or `alias`. */
export function isEnabled(units: Units, name: string): boolean {
  return ['enabled', 'enabled-runtime', 'alias', 'static', 'indirect'].includes(units[name]?.enabled ?? '');
}

export function isActive(units: Units, name: string): boolean {
  return units[name]?.active === 'active';
}

export function describeUnit(units: Units, name: string): string {
  const state = units[name];
  return state === undefined || state.load === 'not-found'
    ? 'not installed'
    : `${state.enabled || 'no unit file'}, ${state.active}`;
}
