/** Who may log in during the set-up, where logs go, what the VPCs' other groups let in. */

import { pathFault } from '#mesh/local-path.ts';
import { sshNetworks } from '#mesh/spec/draft.ts';
import { sshSourceFault } from '#mesh/spec/ssh-sources.ts';
import type { Effect } from '#ui/model/effects.ts';
import { type Field, formLogic } from '#ui/model/form.ts';
import { stay } from '#ui/model/screen.ts';
import type { Wizard } from '#ui/model/state.ts';
import { toPlan } from './navigation.ts';

const days = ['7', '14', '30', '60', '90', '180', '365', '731'];

export function accessFields({ draft, files }: Wizard): readonly Field[] {
  const networks = sshNetworks(draft);
  const wrong = networks.map(sshSourceFault).find((fault) => fault !== undefined);
  return [
    {
      id: 'from',
      part: 'SSH, during the set-up',
      label: 'May log in',
      value: draft.sshFrom,
      usual: 'your address, such as 203.0.113.7',
      hint: 'Addresses or networks, with commas between. The rule is there while hosts are worked on and goes afterwards: SSH is closed in the normal state.',
      error: networks.length === 0 ? 'name the address that you connect from' : wrong,
      change: (made, sshFrom) => ({ ...made, sshFrom }),
    },
    {
      id: 'identity',
      label: 'Key',
      value: draft.identity,
      usual: 'your SSH agent, or ~/.ssh/id_ed25519',
      hint: 'Your private key. It stays where it is; its public half goes to AWS as a key pair.',
      error: pathFault(draft.identity) ?? (files?.identity === draft.identity ? files.faults.identity : undefined),
      change: (made, identity) => ({ ...made, identity }),
    },
    {
      id: 'config',
      label: 'ssh_config',
      value: draft.sshConfig,
      usual: 'none',
      hint: 'Where your way to the hosts is described: HostName, Port, ProxyJump. Empty where you reach them directly.',
      error: pathFault(draft.sshConfig) ?? (files?.config === draft.sshConfig ? files.faults.config : undefined),
      change: (made, sshConfig) => ({ ...made, sshConfig }),
    },
    {
      id: 'services',
      part: 'The VPCs',
      label: 'Other groups let in',
      value: typeof draft.services === 'string' ? draft.services : 'named',
      options: [
        // Which groups are named is for the file; here they can be kept.
        ...(typeof draft.services === 'string'
          ? []
          : [{ value: 'named', label: `ping into ${draft.services.join(', ')}` }]),
        { value: 'icmp', label: 'ping from the whole mesh' },
        { value: 'all', label: 'everything from the whole mesh' },
        { value: 'none', label: 'nothing: leave them alone' },
      ],
      hint: "A tagged rule in each of the VPCs' groups but `default` and what EKS or a load balancer keeps; it goes with the mesh.",
      change: (made, value) => ({
        ...made,
        services: value === 'all' || value === 'none' || value === 'icmp' ? value : made.services,
      }),
    },
    {
      id: 'logs',
      part: 'Logs',
      label: 'Log group',
      value: draft.logGroup,
      usual: `/vpnmesh/${draft.mesh}`,
      hint: "The hosts' logs and their own reports go there, by the CloudWatch agent; the audit reads them with SSH closed.",
      error: /^[\w./#-]{0,512}$/.test(draft.logGroup) ? undefined : 'letters, digits and . _ - / # only',
      change: (made, logGroup) => ({ ...made, logGroup }),
    },
    {
      id: 'retention',
      label: 'Kept for',
      value: String(draft.retentionDays),
      options: [...new Set([...days, String(draft.retentionDays)])]
        .toSorted((a, b) => Number(a) - Number(b))
        .map((value) => ({ value, label: `${value} days` })),
      hint: 'After that CloudWatch Logs deletes them.',
      change: (made, value) => ({ ...made, retentionDays: Number(value) }),
    },
  ];
}

export const access = formLogic('access', accessFields, {
  next: toPlan,
  back: (state) => stay({ ...state, screen: 'concentrators' }),
});

/** A field that is left has been filled in: what its path leads to is looked at. */
export function onFieldLeft(before: Wizard, after: Wizard): readonly Effect[] {
  const left = after.screen === 'access' && before.fields.access !== after.fields.access;
  return left ? [{ type: 'look-at-files', draft: after.draft }] : [];
}
