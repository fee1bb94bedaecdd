import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';
import { segmentSize } from '#linux/firewall.ts';
import type { FirewallTable } from '#linux/host-facts.ts';
import { notLoaded, rulesOf } from './rules.ts';

export const netMssClamp = perConcentrator({
  id: 'net.mss-clamp',
  title: 'TCP MSS is clamped in both directions',
  severity: 'medium',
  why: 'Interfaces have an MTU of 9001, the Internet of 1500: without MSS clamping, connections hang wherever ICMP is lost.',
  remedy: byVisit('`nft -f /etc/nftables.d/vpnmesh.nft`.'),
  needs: ({ host }) => ({ firewall: host.firewall }),
  judge: ({ firewall }) => {
    const expected = { maxSegmentSize: segmentSize, directions: ['saddr', 'daddr'] };
    if (firewall === null) return fail(notLoaded, { expected, actual: { wrong: [notLoaded] } });
    const missing = ['saddr', 'daddr'].filter((side) => !clamps(firewall, side));
    if (missing.length === 0) return pass(`${segmentSize}, both directions`, { expected });
    const ways = missing.map((side) => (side === 'saddr' ? 'from' : 'to'));
    return fail(`not clamped ${ways.join(' and ')} the mesh`, {
      expected,
      actual: {
        chains: { clamp_forward: rulesOf(firewall, 'clamp_forward') },
        wrong: ways.map((way) => `not clamped ${way} the mesh`),
      },
    });
  },
  topics: ({ name }) => [topic.firewall(name)],
});

function clamps(table: FirewallTable, side: string): boolean {
  return rulesOf(table, 'clamp_forward').some((rule) => {
    const size = new RegExp(`^ip ${side} @remote .*maxseg size set (\\d+)`).exec(rule)?.[1];
    return size !== undefined && Number(size) <= segmentSize;
  });
}
