import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { type Concentrator, topic } from '#checks/subjects.ts';
import { segmentSize } from '#linux/firewall.ts';
import type { Probe } from '#linux/probe.ts';
import { perTunnel } from './tunnels.ts';

/** Bytes: the clamped MSS plus IP and TCP headers. */
const least = segmentSize + 40;

export const meshPmtu = perTunnel({
  id: 'mesh.pmtu',
  title: `Path MTU is at least ${least} bytes, enough for the clamped MSS of ${segmentSize}`,
  severity: 'medium',
  why: 'Small packets pass and large ones vanish: logins work, and file copies hang.',
  remedy: byHand(
    'Find the hop with the smaller MTU (`tracepath -n` to the peer): usually someone set an interface’s MTU.',
  ),
  needs: (a, b) => ({ a: a.host.probes, b: b.host.probes, desiredA: a.desired, desiredB: b.desired }),
  judge: ({ a: fromA, b: fromB, desiredA, desiredB }, a, b) => {
    const found = [found1(a, b, desiredB.probeAddress, fromA), found1(b, a, desiredA.probeAddress, fromB)];
    const small = found.filter(({ mtu }) => mtu === undefined || mtu < least);
    const seen = { expected: least, actual: Object.fromEntries(found.map(({ way, mtu = null }) => [way, mtu])) };
    if (small.length === 0) return pass(found.map(({ way, mtu }) => `${way} ${mtu}`).join(', '), seen);
    return fail(
      small
        .map(({ way, mtu }) => (mtu === undefined ? `${way}: no packet passes` : `${way}: path MTU ${mtu}`))
        .join('; '),
      { ...seen, actual: Object.fromEntries(small.map(({ way, mtu = null }) => [way, mtu])) },
    );
  },
  topics: (a, b) => [topic.tunnel(a, b), topic.traffic(a, b), topic.forwarding(a), topic.forwarding(b)],
});

function found1(from: Concentrator, to: Concentrator, address: string, probes: readonly Probe[]) {
  return { way: `${from.name} to ${to.name}`, mtu: probes.find(({ target }) => target === address)?.pathMtu };
}
