/** The work on hosts, over SSH that the run opens and closes. */

import type { DesiredConcentrator } from '#mesh/desired-mesh.ts';
import { isLeftOver } from '#mesh/ingress-rules.ts';
import { tagKeys } from '#mesh/names.ts';
import { counted } from '#mesh/plural.ts';
import { noSshSource } from '#mesh/shared-errors.ts';
import { initiatorOf } from '#mesh/tunnels.ts';
import { groupId } from './groups.ts';
import type { Planning } from './planning.ts';
import type { HostStepKind, RemedyHostKind, Step } from './steps.ts';

export interface HostSteps {
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
  /** The last steps: verify, and close SSH. */
  closing(work: readonly Step[]): readonly Step[];
}

export function hostSteps(planning: Planning, fresh: ReadonlySet<string>): HostSteps {
  const all = planning.mesh.concentrators;
  const changing = all.filter((one) => needsHost(planning, one, fresh));
  // The run visits a changing host's peers only for their public keys; prepare changes nothing on an up-to-date host.
  const names = new Set(changing.flatMap(({ name, peers }) => [name, ...peers]));
  const visited = all.filter(({ name }) => names.has(name));
  if (visited.length > 0 && planning.mesh.spec.ssh.from.length === 0) {
    throw noSshSource('nobody could log in to the hosts that have to be changed');
  }
  const steps = [
    ...visited.flatMap((one) => arrive(planning, one, fresh)),
    ...changing.flatMap((one) => change(planning, one)),
  ];
  const untouched = all.length - visited.length;
  const notes =
    untouched === 0
      ? []
      : [
          `${untouched === all.length ? 'hosts' : `${untouched} of ${all.length} hosts`} not visited: their state digest is unchanged, so SSH is not opened for them`,
        ];
  return { steps, notes, closing: (work) => closing(planning, visited, work) };
}

function needsHost(planning: Planning, { name }: DesiredConcentrator, fresh: ReadonlySet<string>): boolean {
  const tags = planning.standing(name).instance?.tags;
  const digest = planning.digest(name);
  return (
    planning.visitAll ||
    fresh.has(name) ||
    tags === undefined ||
    digest === undefined ||
    tags[tagKeys.applied] !== digest ||
    tags[tagKeys.hostKey] === undefined
  );
}

function step(
  { name, region }: DesiredConcentrator,
  kind: Exclude<HostStepKind, RemedyHostKind> | 'ssh.open',
  describe: string,
  dependsOn: readonly string[],
): Step {
  const change = kind === 'ssh.open' ? 'update' : 'host';
  return { id: hostStepId(name, kind), kind, concentrator: name, region, change, describe, risk: 'safe', dependsOn };
}

/** Id of a host step: `us-east-1/prepare`. */
export function hostStepId(name: string, kind: HostStepKind | 'ssh.open' | 'ssh.close'): string {
  return `${name}/${kind === 'ssh.open' || kind === 'ssh.close' ? kind.replace('.', '-') : kind.slice('host.'.length)}`;
}

/** Opens SSH, pins the host key and prepares the host until its public key exists. */
function arrive(planning: Planning, one: DesiredConcentrator, fresh: ReadonlySet<string>): readonly Step[] {
  const { name } = one;
  const pinned = !fresh.has(name) && planning.standing(name).instance?.tags[tagKeys.hostKey] !== undefined;
  return [
    step(one, 'ssh.open', `${name}: open SSH for ${planning.mesh.spec.ssh.from.join(', ')}`, [
      groupId(name, 0),
      `${groupId(name, 0)}-rules`,
    ]),
    ...(pinned
      ? []
      : [step(one, 'host.pin', `${name}: pin the SSH host key from the console output`, [`${name}/instance`])]),
    step(one, 'host.prepare', `${name}: updates, strongSwan, chrony, sysctl, sshd, logging, its own RSA-4096 key`, [
      hostStepId(name, 'host.pin'),
      hostStepId(name, 'ssh.open'),
      `${name}/instance`,
      `${name}/start`,
      `${name}/associate`,
      // A host's configuration contains its peers' addresses and instances.
      ...one.peers.flatMap((peer) => [`${peer}/address`, `${peer}/instance`]),
    ]),
  ];
}

function change(planning: Planning, one: DesiredConcentrator): readonly Step[] {
  const { name, region, peers } = one;
  const towards = peers.filter((peer) => initiatorOf(name, peer) === name);
  const needed = [name, ...peers].flatMap((each) =>
    planning.desired(each).groupNames.map((_, index) => `${groupId(each, index)}-rules`),
  );
  return [
    step(one, 'host.configure', `${name}: peers' public keys, ${counted(peers.length, 'connection')}, packet filter`, [
      ...[name, ...peers].map((each) => hostStepId(each, 'host.prepare')),
      // Responders are loaded before their initiator.
      ...towards.map((peer) => hostStepId(peer, 'host.configure')),
      ...needed,
    ]),
    step(
      one,
      'host.initiate',
      towards.length === 0
        ? `${name}: tunnels to ${peers.join(', ')} up`
        : `${name}: initiate to ${towards.join(', ')}, rekey once`,
      [
        ...[name, ...peers].map((each) => hostStepId(each, 'host.configure')),
        ...peers.filter((peer) => !towards.includes(peer)).map((peer) => hostStepId(peer, 'host.initiate')),
      ],
    ),
    step(one, 'host.agent', `${name}: CloudWatch agent ships system, login, audit and charon logs`, [
      hostStepId(name, 'host.prepare'),
      `${region}/logs`,
      'profile',
    ]),
    step(one, 'host.applied', `${name}: record the applied state, ship the first facts report`, [
      hostStepId(name, 'host.initiate'),
      hostStepId(name, 'host.agent'),
    ]),
  ];
}

function closing(planning: Planning, visited: readonly DesiredConcentrator[], work: readonly Step[]): readonly Step[] {
  const ids = work.map(({ id }) => id);
  const verify: Step[] =
    visited.length === 0
      ? []
      : [
          {
            id: 'verify',
            kind: 'mesh.verify',
            concentrator: null,
            region: null,
            change: 'host',
            describe: 'verify: SAs at both ends, ping and path MTU across every pair',
            risk: 'safe',
            dependsOn: ids,
          },
        ];
  if (!planning.mesh.spec.ssh.closeAfterSetup) return verify;
  const open = new Set(visited.map(({ name }) => name));
  const left = planning.mesh.concentrators.filter(({ name, region }) => {
    const groups = planning.standing(name).groups.map(({ id }) => id);
    return planning
      .region(region)
      .rules.some((rule) => groups.includes(rule.groupId) && isLeftOver(rule.description, planning.now));
  });
  for (const { name } of left) open.add(name);
  return [
    ...verify,
    ...planning.mesh.concentrators
      .filter(({ name }) => open.has(name))
      .map(
        ({ name, region }): Step => ({
          id: hostStepId(name, 'ssh.close'),
          kind: 'ssh.close',
          concentrator: name,
          region,
          change: 'update',
          describe: `${name}: close SSH`,
          risk: 'safe',
          dependsOn: [hostStepId(name, 'ssh.open'), 'verify'],
          always: true,
        }),
      ),
  ];
}
