import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { type Concentrator, topic } from '#checks/subjects.ts';
import type { Probe } from '#linux/probe.ts';
import { childrenTo } from '#strongswan/sa-state.ts';
import type { IkeSa } from '#strongswan/sas.ts';
import { perTunnel } from './tunnels.ts';

export const meshTraffic = perTunnel({
  id: 'mesh.traffic',
  title: 'Forwarded traffic crosses the tunnel, and both byte counters grow',
  severity: 'high',
  why: 'A tunnel can be up and carry nothing: routes, rules, forwarding or the kernel block it. The probe runs from behind one concentrator to behind the other, so both have to forward it.',
  remedy: byHand(
    '`vpnmesh verify --open-ssh` shows the direction that fails; check its routes, security groups, nftables and `ip xfrm policy`.',
  ),
  needs: (a, b) => ({
    a: a.host.probes,
    b: b.host.probes,
    beforeA: a.host.sas,
    beforeB: b.host.sas,
    afterA: a.host.sasAfter,
    afterB: b.host.sasAfter,
    desiredA: a.desired,
    desiredB: b.desired,
  }),
  judge: (facts, a, b) => {
    const [ofA, ofB] = [facts.desiredA.probeAddress, facts.desiredB.probeAddress];
    const wrong = [
      ...oneWay(a, b, ofB, facts.a, facts.beforeA, facts.afterA),
      ...oneWay(b, a, ofA, facts.b, facts.beforeB, facts.afterB),
    ];
    const expected = 'answered, bytes in and out';
    const probeOf = (probes: readonly Probe[], address: string) => probes.find(({ target }) => target === address);
    if (wrong.length === 0) {
      const actual = [probeOf(facts.a, ofB), probeOf(facts.b, ofA)].filter((one) => one !== undefined);
      return pass('both directions', { expected, actual });
    }
    return fail(wrong.map(({ way, why }) => `${way}: ${why}`).join('; '), {
      expected,
      actual: wrong.map(({ probe, ...one }) => ({ ...one, ...probe })),
      explains: [topic.traffic(a.name, b.name)],
    });
  },
  topics: (a, b) => [topic.tunnel(a, b), topic.traffic(a, b), topic.forwarding(a), topic.forwarding(b)],
});

interface Failing {
  readonly way: string;
  readonly why: string;
  readonly probe: Probe | undefined;
}

function oneWay(
  from: Concentrator,
  to: Concentrator,
  address: string,
  probes: readonly Probe[],
  before: readonly IkeSa[],
  after: readonly IkeSa[],
): readonly Failing[] {
  const probe = probes.find(({ target }) => target === address);
  const way = `${from.name} to ${to.name}`;
  if (probe === undefined) return [{ way, why: 'not probed', probe }];
  if (probe.lossPct >= 100) return [{ way, why: 'no answer', probe }];
  const known = new Map(childrenTo(before, to.name).map((child) => [child.uniqueId, child]));
  // A CHILD SA that rekeyed meanwhile counts from zero.
  const moved = (count: 'bytesIn' | 'bytesOut'): boolean =>
    childrenTo(after, to.name).some((child) => child[count] > (known.get(child.uniqueId)?.[count] ?? 0));
  const still = (['bytesIn', 'bytesOut'] as const).filter((count) => !moved(count));
  const why = `answered, but not through the tunnel (${still.join(' and ')} of the SA did not grow)`;
  return still.length === 0 ? [] : [{ way, why, probe }];
}
