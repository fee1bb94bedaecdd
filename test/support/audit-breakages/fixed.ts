/** What fix makes of a breakage: which of them it puts right, and which nobody can bring back by undo. */
import { mendable } from '#checks/mends/index.ts';
import type { AuditBreakage } from './breakage.ts';

/** The watchdog puts the table back before anybody could; a route or a packet filter of somebody else is for him to change. */
export const left: ReadonlySet<string> = new Set([
  'the nftables table deleted',
  'routes that lead to an interface without an instance',
  'a table that lets no IKE in',
]);

/** Nobody can take these back, and undo says so. */
export const stays: ReadonlySet<string> = new Set([
  'no CloudWatch agent',
  'an older OpenSSL',
  'an older strongSwan',
  'the log group deleted',
  'no time daemon',
  'an address that serves nobody',
  'a reboot wanted',
  'the instance stopped',
  'a tunnel taken down, and nobody to bring it up',
]);

export function isFixed({ name, fails }: AuditBreakage): boolean {
  return fails.every((id) => mendable.includes(id)) && !left.has(name);
}
