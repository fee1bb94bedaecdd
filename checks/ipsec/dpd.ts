import { fail, pass } from '#audit/check.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { perConcentrator, topic } from '#checks/subjects.ts';
import { counted } from '#mesh/plural.ts';
import { tunnelPolicy } from '#strongswan/tunnel-policy.ts';
import { noConnections } from './connections.ts';

export const ipsecDpd = perConcentrator({
  id: 'ipsec.dpd',
  title: 'DPD is enabled',
  severity: 'high',
  why: 'Without DPD (`dpd_delay`) charon keeps the tunnel to a dead peer until the next rekey, and all traffic to it is lost.',
  remedy: byVisit(`\`dpd_delay = ${tunnelPolicy.dpdDelay}\` in the connection, then \`swanctl --load-conns\`.`),
  needs: ({ host, desired }) => ({ connections: host.connections, desired }),
  judge: ({ connections, desired }, { name }) => {
    const own = connections.filter((one) => desired.peers.includes(one.name));
    if (own.length === 0) return noConnections;
    const off = own.filter(({ dpdDelay }) => !(dpdDelay > 0));
    const seen = (some: typeof own) => ({
      expected: 'more than 0 s',
      actual: Object.fromEntries(some.map((one) => [one.name, one.dpdDelay])),
    });
    if (off.length === 0) return pass(counted(own.length, 'connection'), seen(own));
    return fail(`off: ${off.map((one) => one.name).join(', ')}`, { ...seen(off), explains: [topic.connections(name)] });
  },
});
