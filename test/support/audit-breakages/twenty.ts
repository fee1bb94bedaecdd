/** Twenty faults that one mesh can have at once, none of which hides another. */
import type { AuditBreakage } from './breakage.ts';
import { auditBreakages } from './index.ts';

const names = [
  'HTTPS let in for a stranger',
  'SSH let in for a stranger',
  'IKE let in for a stranger',
  'no rule for ICMP',
  'source/dest check on at the initiator',
  'metadata without tokens',
  'termination protection off',
  'a tag taken away',
  'logs kept for ever',
  'net.ipv4.tcp_syncookies set to 0',
  'net.ipv4.conf.ens5.send_redirects set to 1',
  'a later file that stops forwarding at the next boot',
  'chrony stopped',
  'auditd stopped',
  'amazon-cloudwatch-agent stopped',
  'apt-daily-upgrade.timer stopped',
  'passwords let in',
  'sshd_config for all to read',
  'segments as big as they like',
  'a key for all to read',
  'a connection to a stranger',
];

export const twenty: readonly AuditBreakage[] = names.map((name) => {
  const found = auditBreakages.find((one) => one.name === name);
  if (found === undefined) throw new Error(`unknown breakage "${name}"`);
  return found;
});
