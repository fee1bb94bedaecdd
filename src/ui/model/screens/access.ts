/** SSH sources, the log group, and what the VPCs' other groups allow. */

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
      part: 'SSH, while it is open',
      label: 'SSH from',
      value: draft.sshFrom,
      usual: 'your address, such as 203.0.113.7',
      hint: 'Addresses or networks, separated by commas. SSH is closed by default; the rule is temporary.',
      error: networks.length === 0 ? 'enter the address that you connect from' : wrong,
      change: (made, sshFrom) => ({ ...made, sshFrom }),
    },
    {
      id: 'identity',
      label: 'Key',
      value: draft.identity,
      usual: 'your SSH agent, or ~/.ssh/id_ed25519',
      hint: 'Your private key. It stays where it is; its public key goes to AWS as a key pair.',
      error: pathFault(draft.identity) ?? (files?.identity === draft.identity ? files.faults.identity : undefined),
      change: (made, identity) => ({ ...made, identity }),
    },
    {
      id: 'config',
      label: 'ssh_config',
      value: draft.sshConfig,
      usual: 'none',
      hint: 'An ssh_config for the path to the hosts: HostName, Port, ProxyJump. Leave empty for direct access.',
      error: pathFault(draft.sshConfig) ?? (files?.config === draft.sshConfig ? files.faults.config : undefined),
      change: (made, sshConfig) => ({ ...made, sshConfig }),
    },
    {
      id: 'services',
      part: 'VPCs',
      label: 'Your security groups',
      value: typeof draft.services === 'string' ? draft.services : 'named',
      options: [
        // Groups are named in the file; here the list can only be kept.
        ...(typeof draft.services === 'string'
          ? []
          : [{ value: 'named', label: `ICMP into ${draft.services.join(', ')}` }]),
        { value: 'icmp', label: 'ICMP from the whole mesh' },
        { value: 'all', label: 'all traffic from the whole mesh' },
        { value: 'none', label: 'nothing: do not manage them' },
      ],
      hint: "A tagged rule in each of the VPCs' groups, except `default` and those of EKS or load balancers; destroy removes it.",
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
      hint: "The CloudWatch agent ships the hosts' logs and reports of their facts there; the audit reads them with SSH closed.",
      error: /^[\w./#-]{0,512}$/.test(draft.logGroup) ? undefined : 'letters, digits and . _ - / # only',
      change: (made, logGroup) => ({ ...made, logGroup }),
    },
    {
      id: 'retention',
      label: 'Retention',
      value: String(draft.retentionDays),
      options: [...new Set([...days, String(draft.retentionDays)])]
        .toSorted((a, b) => Number(a) - Number(b))
        .map((value) => ({ value, label: `${value} days` })),
      hint: 'CloudWatch Logs deletes older events.',
      change: (made, value) => ({ ...made, retentionDays: Number(value) }),
    },
  ];
}

export const access = formLogic('access', accessFields, {
  next: toPlan,
  back: (state) => stay({ ...state, screen: 'concentrators' }),
});

/** Leaving a field completes it: the file of its path is checked. */
export function onFieldLeft(before: Wizard, after: Wizard): readonly Effect[] {
  const left = after.screen === 'access' && before.fields.access !== after.fields.access;
  return left ? [{ type: 'look-at-files', draft: after.draft }] : [];
}
