/** Breakages made on a host, as somebody with a root shell makes them. */
import type { Act, Breakage, Victim } from './breakage.ts';

const on = (victim: Victim, script: string, ...args: readonly string[]): Act => ({
  kind: 'host',
  instanceId: victim.instanceId,
  script,
  args,
});

const conf = '/etc/swanctl/conf.d/vpnmesh.conf';
const reload = 'swanctl --load-creds --clear >/dev/null; swanctl --load-conns >/dev/null';
const again = `${reload}; swanctl --terminate --ike "$1" --timeout 5 >/dev/null 2>&1 || true`;

/** Edits the connection of the first peer by a sed expression, and has the tunnel negotiated anew. */
function edited(
  victim: Victim,
  name: string,
  expression: string,
): { readonly acts: readonly Act[]; readonly repair: readonly Act[] } | undefined {
  const [peer] = victim.peers;
  if (peer === undefined) return undefined;
  // A file of each breakage's own: two may be planted on one host, and are taken back in reverse.
  const kept = `/root/practice.${name}.conf`;
  const change = `cp -p ${conf} ${kept} && sed -i -e "$2" ${conf} && { ${again}; }`;
  const back = `cp -p ${kept} ${conf} && rm ${kept} && { ${again}; }`;
  return { acts: [on(victim, change, peer, expression)], repair: [on(victim, back, peer)] };
}

/** Nothing is left for the expression to change: the file is as it made it. */
const isEdited = (victim: Victim, expression: string): Act =>
  on(victim, `[ "$(sed -e "$1" ${conf})" = "$(cat ${conf})" ]`, expression);

const otherProposal = 's/^\\( *proposals = \\).*/\\1aes128-sha256-modp3072/';
const otherNetwork = 's/^\\( *local_ts = \\).*/\\1192.168.77.0\\/24/';

export const hostBreakages: readonly Breakage[] = [
  {
    name: 'charon-stopped',
    what: ({ name }) => `strongSwan was stopped on ${name}`,
    lesson: 'status shows no SA at that end; `systemctl status strongswan`, then `systemctl start strongswan`',
    damage: (victim) => ({
      acts: [on(victim, 'systemctl stop strongswan')],
      repair: [on(victim, 'systemctl start strongswan')],
    }),
    stands: (victim) => on(victim, '! systemctl is-active --quiet strongswan'),
  },
  {
    name: 'wrong-peer-key',
    what: ({ name, peers }) => `${name} got a wrong public key for ${peers[0]}`,
    lesson: 'charon.log says AUTHENTICATION_FAILED; compare /etc/swanctl/pubkey with the peer’s own key',
    damage: (victim) => {
      const [peer] = victim.peers;
      if (peer === undefined) return undefined;
      const change = `cd /etc/swanctl/pubkey && cp -p "$1.pub" /root/practice.pub && cp "$2.pub" "$1.pub" && { ${again}; }`;
      const back = `mv /root/practice.pub "/etc/swanctl/pubkey/$1.pub" && { ${again}; }`;
      return { acts: [on(victim, change, peer, victim.name)], repair: [on(victim, back, peer)] };
    },
    stands: (victim) =>
      on(
        victim,
        'cd /etc/swanctl/pubkey && [ "$(cat "$1.pub")" = "$(cat "$2.pub")" ]',
        victim.peers[0] ?? '',
        victim.name,
      ),
  },
  {
    name: 'wrong-proposal',
    what: ({ name }) => `the IKE proposals of ${name} were changed and no longer match its peers`,
    lesson: 'charon.log says NO_PROPOSAL_CHOSEN; compare `proposals` in vpnmesh.conf at both ends',
    damage: (victim) => edited(victim, 'wrong-proposal', otherProposal),
    stands: (victim) => isEdited(victim, otherProposal),
  },
  {
    name: 'wrong-selector',
    what: ({ name }) => `the traffic selector of ${name} was changed to a network that it does not have`,
    lesson: 'charon.log says TS_UNACCEPTABLE; compare local_ts and remote_ts at both ends',
    damage: (victim) => edited(victim, 'wrong-selector', otherNetwork),
    stands: (victim) => isEdited(victim, otherNetwork),
  },
  {
    name: 'no-forwarding',
    what: ({ name }) => `IP forwarding was turned off on ${name} (net.ipv4.ip_forward=0)`,
    lesson: 'the tunnels are up, but machines behind the concentrator are cut off; check `sysctl net.ipv4.ip_forward`',
    damage: (victim) => ({
      acts: [on(victim, 'sysctl -qw net.ipv4.ip_forward=0')],
      repair: [on(victim, 'sysctl -qw net.ipv4.ip_forward=1')],
    }),
    stands: (victim) => on(victim, '[ "$(sysctl -n net.ipv4.ip_forward)" = 0 ]'),
  },
  {
    name: 'udp-blocked',
    what: ({ name }) => `a packet filter on ${name} drops what strongSwan sends (UDP 500 and 4500)`,
    lesson: 'IKE times out although the security groups are right; check `nft list ruleset` on the host',
    damage: (victim) => ({
      acts: [
        on(
          victim,
          'nft add table inet practice && nft "add chain inet practice out { type filter hook output priority 0; policy accept; }" && nft add rule inet practice out udp dport "{ 500, 4500 }" drop',
        ),
      ],
      repair: [on(victim, 'nft delete table inet practice')],
    }),
    stands: (victim) => on(victim, 'nft list ruleset | grep -q "table inet practice"'),
  },
];
