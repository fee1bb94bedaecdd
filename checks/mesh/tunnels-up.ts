import { fail, pass } from '#audit/check.ts';
import { byHand } from '#checks/remedy-texts.ts';
import { topic } from '#checks/subjects.ts';
import { childrenTo, ikeTo, isIkeUp, lastingChildren } from '#strongswan/sa-state.ts';
import type { IkeSa } from '#strongswan/sas.ts';
import { perTunnel } from './tunnels.ts';

export const meshTunnelsUp = perTunnel({
  id: 'mesh.tunnels-up',
  title: 'Tunnel is up at both ends: one IKE SA, one CHILD SA',
  severity: 'critical',
  why: 'Without the tunnel the two members cannot reach each other.',
  remedy: {
    ...byHand(
      'The initiator’s watchdog retries every 15 s; /var/log/charon.log at both ends says why it fails. `swanctl --initiate --child NAME` retries at once. If there are several CHILD SAs of one name, terminate all but the newest: `swanctl --list-sas` shows their ids, `swanctl --terminate --child-id N` terminates one.',
    ),
    risk: 'safe',
  },
  needs: (a, b) => ({ atA: a.host.sas, atB: b.host.sas }),
  judge: ({ atA, atB }, a, b) => {
    const expected = { ike: 'ESTABLISHED', child: 'INSTALLED' };
    const actual = { [a.name]: seen(atA, b.name), [b.name]: seen(atB, a.name) };
    const down = Object.entries(actual).filter((end) => statesOf(end).length > 0);
    const many = [
      { at: a.name, count: lastingChildren(atA, b.name) },
      { at: b.name, count: lastingChildren(atB, a.name) },
    ].filter(({ count }) => count > 1);
    const several = many.map(({ at }) => `${at}: several CHILD SAs of one name`);
    if (down.length === 0 && many.length > 0) {
      const found = many.map(({ at, count }) => `${at} has ${count} CHILD SAs of one name`);
      return fail(`${found.join('; ')}: traffic may use one to leave and another to return`, {
        expected: { ...expected, children: 1 },
        actual: {
          ...Object.fromEntries(many.map(({ at, count }) => [at, { ...actual[at], children: count }])),
          wrong: several,
        },
      });
    }
    if (down.length === 0) return pass('IKE and CHILD SA at both ends', { expected, actual });
    return fail(down.map(([name, { ike, child }]) => `at ${name}: IKE ${ike}, CHILD ${child}`).join('; '), {
      expected,
      actual: { ...Object.fromEntries(down), wrong: [...down.flatMap(statesOf), ...several] },
      explains: [topic.traffic(a.name, b.name)],
    });
  },
});

/** What is wrong at one end. A retried tunnel alternates between CONNECTING and absent: that counts as one state. */
function statesOf([at, { ike, child }]: readonly [string, ReturnType<typeof seen>]): readonly string[] {
  return [
    ...(isIkeUp({ state: ike }) ? [] : [`${at}: no established IKE SA`]),
    ...(child === 'absent' ? [`${at}: no CHILD SA`] : []),
  ];
}

function seen(sas: readonly IkeSa[], peer: string): { readonly ike: string; readonly child: string } {
  return { ike: ikeTo(sas, peer)?.state ?? 'absent', child: childrenTo(sas, peer)[0]?.state ?? 'absent' };
}
