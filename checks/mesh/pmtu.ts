import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { type Concentrator, topic } from '#checks/subjects.ts';
import type { Probe } from '#linux/probe.ts';
import { perTunnel } from './tunnels.ts';

/** A segment of the clamp's 1360 bytes and its headers. */
const least = 1400;

export const meshPmtu = perTunnel({
  id: 'mesh.pmtu',
  title: 'A packet as big as the clamped segments crosses whole',
  severity: 'medium',
  why: 'Small packets pass and big ones vanish: logins work, and copying a file hangs.',
  remedy: byHand(
    'Find the hop that carries less (`tracepath -n` to the peer): mostly it is the MTU of an interface that somebody set.',
  ),
  needs: (a, b) => ({ a: a.host.probes, b: b.host.probes, desiredA: a.desired, desiredB: b.desired }),
  judge: ({ a: fromA, b: fromB, desiredA, desiredB }, a, b) => {
    const found = [found1(a, b, desiredB.probeAddress, fromA), found1(b, a, desiredA.probeAddress, fromB)];
    const small = found.filter(({ mtu }) => mtu === undefined || mtu < least);
    const seen = { expected: least, actual: Object.fromEntries(found.map(({ way, mtu = null }) => [way, mtu])) };
    if (small.length === 0) return pass(found.map(({ way, mtu }) => `${way} ${mtu}`).join(', '), seen);
    return fail(
      small
        .map(({ way, mtu }) => (mtu === undefined ? `${way}: nothing crosses` : `${way}: ${mtu} bytes at most`))
        .join('; '),
      { ...seen, actual: Object.fromEntries(small.map(({ way, mtu = null }) => [way, mtu])) },
    );
  },
  topics: (a, b) => [topic.tunnel(a, b), topic.traffic(a, b), topic.forwarding(a), topic.forwarding(b)],
});

function found1(from: Concentrator, to: Concentrator, address: string, probes: readonly Probe[]) {
  return { way: `${from.name} to ${to.name}`, mtu: probes.find(({ target }) => target === address)?.pathMtu };
}
