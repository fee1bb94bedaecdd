import { fail, pass } from '#audit/check.ts';
import { otherwise } from '#checks/host/files.ts';
import { byVisit } from '#checks/remedy-texts.ts';
import { entry, perConcentrator, topic } from '#checks/subjects.ts';
import { firewallPath } from '#linux/firewall.ts';
import { wantedFiles } from '#linux/managed-files.ts';
import { derived } from '#mesh/fact.ts';
import { isPersistent, missingFrom, notLoaded, rulesOf } from './rules.ts';

export const netFailClosed = perConcentrator({
  id: 'net.fail-closed',
  title: 'Mesh traffic fails closed',
  severity: 'high',
  why: 'While a tunnel is down its packets would leave unencrypted, or loop between router and concentrator until their TTL expires.',
  remedy: byVisit('`nft -f /etc/nftables.d/vpnmesh.nft`, and `systemctl enable vpnmesh-firewall`.'),
  needs: ({ host, desired, input }) => ({
    firewall: host.firewall,
    units: host.units,
    desired,
    file: entry(host.files, firewallPath, firewallPath),
    wanted: derived(input, (one) => wantedFiles(one)[firewallPath] ?? []),
  }),
  judge: ({ firewall, units, desired, file, wanted }, { name }) => {
    const expected = { loaded: true, networks: desired.remoteCidrs, file: wanted.map(({ sha256 }) => sha256) };
    if (firewall === null) {
      return fail(notLoaded, {
        expected,
        actual: { wrong: [notLoaded] },
        explains: [topic.firewall(name)],
      });
    }
    const drops = (chain: string): boolean =>
      rulesOf(firewall, chain).some((rule) =>
        /^ip daddr @remote (?:rt ipsec missing|oifname != "ipsec0") .*\bdrop\b/.test(rule),
      );
    const missing = missingFrom(firewall, 'remote', desired.remoteCidrs);
    const wrong = [
      ...['forward', 'output']
        .filter((chain) => !drops(chain))
        .map((chain) => `chain ${chain} does not drop mesh traffic outside tunnels`),
      ...(missing.length === 0 ? [] : [`${missing.join(', ')} missing from the set of remote networks`]),
      ...(isPersistent(units) ? [] : ['vpnmesh-firewall is not enabled: the rules are gone after a reboot']),
      ...(wanted.some(({ sha256 }) => sha256 === file?.sha256) ? [] : [otherwise(firewallPath, file)]),
    ];
    const actual = { chains: firewall.chains, sets: firewall.sets, file: file?.sha256 ?? null };
    return wrong.length === 0
      ? pass('loaded and persistent', { expected })
      : fail(wrong.join('; '), { expected, actual: { ...actual, wrong } });
  },
});
