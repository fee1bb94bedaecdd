/** What fix makes of a breakage: which of them it puts right, and what undo brings back. */
import { fixableChecks } from '#checks/remedies/index.ts';
import type { AuditBreakage } from './breakage.ts';

/** A route or a packet filter of somebody else is for him to change. */
export const left: ReadonlySet<string> = new Set([
  'routes that lead to an interface without an instance',
  'a table that lets no IKE in',
]);

/** Where undo does not bring everything back, and says so: what fails then. */
const afterwards: Readonly<Record<string, readonly string[]>> = {
  'no CloudWatch agent': [],
  'an older OpenSSL': [],
  'an older strongSwan': [],
  'the log group deleted': [],
  'no time daemon': [],
  'an address that serves nobody': [],
  'a reboot wanted': [],
  'the instance stopped': [],
  // A tunnel that is up stays up.
  'a tunnel taken down, and nobody to bring it up': ['ipsec.recovery'],
};

const afterwardsOnReal: typeof afterwards = {
  ...afterwards,
  // Debian leaves chrony's script for System V behind: its unit is known, and was not running.
  'no time daemon': ['time.running'],
  // What the agent ships after the fix is fresh for a quarter of an hour.
  'no report of its own': [],
};

export function afterUndo({ name, fails }: AuditBreakage, hosts: 'simulated' | 'real'): readonly string[] {
  return (hosts === 'real' ? afterwardsOnReal : afterwards)[name] ?? fails;
}

export function isFixed({ name, fails }: AuditBreakage): boolean {
  return fails.every((id) => fixableChecks.includes(id)) && !left.has(name);
}

/** On real hosts these cannot be had. */
export const unreal: ReadonlySet<string> = new Set([
  // Its disk is the one of the machine that it runs on.
  'a disk that something fills',
  // There is one time server in its network.
  'a time server of somebody else',
  // Their package source has one version of each.
  'an older OpenSSL',
  'an older strongSwan',
]);
