import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedies.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';
import type { FirewallTable } from '#linux/host-facts.ts';
import { rulesOf } from './rules.ts';

/** Fits ESP-GCM in UDP over 1,500 bytes with room to spare. */
const most = 1360;

export const netMssClamp = perConcentrator({
  id: 'net.mss-clamp',
  title: 'TCP segments are made to fit, both ways',
  severity: 'medium',
  why: 'Interfaces say 9001 while the Internet carries 1500: without the clamp, connections hang wherever ICMP is lost.',
  remedy: byVisit('`nft -f /etc/nftables.d/vpnmesh.nft`.'),
  needs: ({ host }) => ({ firewall: host.firewall }),
  judge: ({ firewall }) => {
    const expected = { maxSegmentSize: most, directions: ['saddr', 'daddr'] };
    if (firewall === null) return fail('the nftables table inet vpnmesh is not loaded', { expected, actual: null });
    const missing = ['saddr', 'daddr'].filter((side) => !clamps(firewall, side));
    if (missing.length === 0) return pass(`${most}, both ways`, { expected });
    return fail(`not for packets ${missing.map((side) => (side === 'saddr' ? 'from' : 'to')).join(' and ')} the mesh`, {
      expected,
      actual: rulesOf(firewall, 'clamp_forward'),
    });
  },
  topics: ({ name }) => [topic.firewall(name)],
});

function clamps(table: FirewallTable, side: string): boolean {
  return rulesOf(table, 'clamp_forward').some((rule) => {
    const size = new RegExp(`^ip ${side} @remote .*maxseg size set (\\d+)`).exec(rule)?.[1];
    return size !== undefined && Number(size) <= most;
  });
}
