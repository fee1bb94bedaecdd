/** Steps of a fix on hosts: the parts to fix, and everything that depends on them. */
import type { DesiredMesh } from '#mesh/desired-mesh.ts';
import { hostStepId } from '#mesh/plan/hosts.ts';
import type { ConcentratorStep, HostStepKind, Risk, Step } from '#mesh/plan/steps.ts';
import { initiatorOf } from '#mesh/tunnels.ts';
import type { HostPart, HostWork } from './host-parts.ts';
import type { PlacedRemedy } from './remedy.ts';

interface HostNeeds {
  readonly parts: Set<HostPart>;
  readonly work: HostWork[];
  connections: boolean;
  agent: boolean;
  reboot: boolean;
}

export interface HostPlanning {
  readonly risk: Risk;
  /** Ids of AWS steps to do before. */
  readonly before: readonly string[];
  /** All remedies of the run. */
  readonly run: readonly PlacedRemedy[];
  /** Ids of steps that the plan already contains. */
  readonly taken: ReadonlySet<string>;
}

export function hostRemedySteps(
  mesh: DesiredMesh,
  wanted: readonly PlacedRemedy[],
  planning: HostPlanning,
): readonly Step[] {
  const needs = needsOf(mesh, wanted);
  const configured = new Set([...needs].filter(([, one]) => one.connections).map(([name]) => name));
  const peersOf = (name: string): readonly string[] => mesh.concentrators.find((one) => one.name === name)?.peers ?? [];
  const steps = mesh.concentrators.flatMap(({ name, region }): readonly Step[] => {
    const own = needs.get(name);
    if (own === undefined) return [];
    const towards = (kind: HostStepKind): readonly string[] => peersOf(name).map((peer) => hostStepId(peer, kind));
    const step = (
      kind: HostKind,
      describe: string,
      dependsOn: readonly string[],
      rest: object = {},
    ): ConcentratorStep =>
      ({
        id: hostStepId(name, kind),
        kind,
        concentrator: name,
        region,
        change: kind === 'ssh.open' ? 'update' : 'host',
        describe: `${name}: ${describe}`,
        risk: planning.risk,
        dependsOn,
        ...rest,
      }) as ConcentratorStep;
    const open = hostStepId(name, 'ssh.open');
    const kept = hostStepId(name, 'host.snapshot');
    const work = hostStepId(name, 'host.work');
    const parts = hostStepId(name, 'host.parts');
    const initiates =
      configured.has(name) || peersOf(name).some((peer) => configured.has(peer) && initiatorOf(name, peer) === name);
    return [
      step('ssh.open', 'open SSH', planning.before),
      step('host.snapshot', 'record the state for undo', [open], { work: workAt(name, planning.run) }),
      ...(own.work.length === 0
        ? []
        : [step('host.work', own.work.map(describeWork).join(', '), [kept], { work: own.work })]),
      ...(own.parts.size === 0
        ? []
        : [
            step('host.parts', `fix: ${[...own.parts].join(', ')}`, [kept, work], {
              parts: [...own.parts],
            }),
          ]),
      ...(own.connections
        ? [step('host.configure', "connections and peers' public keys", [parts, ...towards('host.parts')])]
        : []),
      ...(initiates
        ? [
            step('host.initiate', 'bring tunnels up', [
              parts,
              hostStepId(name, 'host.configure'),
              ...towards('host.configure'),
            ]),
          ]
        : []),
      ...(own.agent
        ? [step('host.agent', 'install, configure and start the CloudWatch agent', [kept, work, parts])]
        : []),
      ...(own.reboot ? [step('host.reboot', 'reboot', [kept, ...everything(name)])] : []),
      step('host.report', 'ship a new facts report', [...everything(name), hostStepId(name, 'host.reboot')]),
    ];
  });
  return steps.filter(({ id }) => !planning.taken.has(id));
}

type HostKind = HostStepKind | 'ssh.open';

function everything(name: string): readonly string[] {
  const kinds = ['host.work', 'host.parts', 'host.configure', 'host.initiate', 'host.agent'] as const;
  return kinds.map((kind) => hostStepId(name, kind));
}

/** By concentrator. A host that needs its peers' public keys makes each peer report its own. */
function needsOf(mesh: DesiredMesh, wanted: readonly PlacedRemedy[]): ReadonlyMap<string, HostNeeds> {
  const needs = new Map<string, HostNeeds>();
  const of = (name: string): HostNeeds => {
    const one = needs.get(name) ?? { parts: new Set(), work: [], connections: false, agent: false, reboot: false };
    needs.set(name, one);
    return one;
  };
  const peersOf = (name: string): readonly string[] => mesh.concentrators.find((one) => one.name === name)?.peers ?? [];
  const connect = (name: string): void => {
    of(name).connections = true;
    for (const each of [name, ...peersOf(name)]) of(each).parts.add('key');
  };
  for (const { concentrator: name, actions } of wanted) {
    if (name === undefined) continue;
    for (const remedy of actions) {
      if (remedy.action === 'parts') for (const part of remedy.parts) of(name).parts.add(part);
      if (remedy.action === 'host') addWork(of(name).work, remedy.work);
      if (remedy.action === 'agent') of(name).agent = true;
      if (remedy.action === 'reboot') of(name).reboot = true;
      if (remedy.action === 'connections') connect(name);
      if (remedy.action === 'new-key') for (const each of [name, ...peersOf(name)]) connect(each);
    }
  }
  return needs;
}

function workAt(concentrator: string, wanted: readonly PlacedRemedy[]): readonly HostWork[] {
  return wanted
    .filter((one) => one.concentrator === concentrator)
    .flatMap(({ actions }) => actions)
    .flatMap((remedy) => (remedy.action === 'host' ? remedy.work : []));
}

function addWork(there: HostWork[], more: readonly HostWork[]): void {
  const known = new Set(there.map((one) => JSON.stringify(one)));
  there.push(...more.filter((one) => !known.has(JSON.stringify(one))));
}

function describeWork(work: HostWork): string {
  switch (work.do) {
    case 'comment-out':
      return `comment out ${work.key} in ${work.file}`;
    case 'aside':
      return `rename ${work.file} to ….vpnmesh-off`;
    case 'private':
      return `${work.file} to root 0600`;
    case 'retire-key':
      return 'move its private key away';
    case 'upgrade':
      return 'install updates';
  }
}
