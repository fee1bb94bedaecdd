/** How far the steps of a fix reach: what has to be looked at again once they are carried out, and what is as it was. */
import type { DesiredMesh } from './desired.ts';
import type { HostPart, HostWork } from './mend.ts';
import type { Step } from './steps.ts';

export interface Reach {
  readonly regions: ReadonlySet<string>;
  /** Concentrators whose hosts tell something else now, perhaps. */
  readonly hosts: ReadonlySet<string>;
  /** Whether the role of all concentrators is among it. */
  readonly role: boolean;
}

/** `tunnels`: the host, and whoever has a tunnel with it. */
type Extent = 'nothing' | 'region' | 'host' | 'tunnels';

/** A host that is asked again has its region read again too: logs are compared with what has arrived of them. */
export function reachOf({ concentrators }: DesiredMesh, steps: readonly Step[]): Reach {
  const regions = new Set<string>();
  const hosts = new Set<string>();
  const ask = (name: string): void => {
    const one = concentrators.find((each) => each.name === name);
    if (one === undefined) return;
    hosts.add(name);
    regions.add(one.region);
  };
  for (const step of steps) {
    const extent = extentOf(step);
    if (extent === 'nothing') continue;
    if (step.region !== null) regions.add(step.region);
    if (extent === 'region') continue;
    for (const { name, region, peers } of concentrators) {
      const own =
        step.concentrator === null ? step.region === null || step.region === region : step.concentrator === name;
      if (!own) continue;
      ask(name);
      if (extent === 'tunnels') peers.forEach(ask);
    }
  }
  return { regions, hosts, role: steps.some(({ kind }) => kind.startsWith('role.') || kind.startsWith('profile.')) };
}

/** What is not named here may stop or start traffic. */
function extentOf(step: Step): Extent {
  switch (step.kind) {
    case 'mesh.verify':
    case 'ssh.open':
    case 'ssh.close':
      return 'nothing';
    case 'rules.withdraw':
    case 'services.rules':
    case 'instance.metadata':
    case 'instance.protect':
    case 'tags.set':
    case 'address.release':
    case 'logs.retention':
      return 'region';
    case 'logs.create':
    case 'host.pin':
    case 'host.applied':
    case 'host.agent':
    case 'host.snapshot':
    case 'host.report':
      return 'host';
    case 'host.parts':
      return step.parts.every((part) => ofItself.has(part)) ? 'host' : 'tunnels';
    case 'host.work':
      return step.work.every((work) => ownWork.has(work.do)) ? 'host' : 'tunnels';
    default:
      return 'tunnels';
  }
}

/** Nothing of them is seen from anywhere else. */
const ofItself: ReadonlySet<HostPart> = new Set(['time', 'updates', 'logging', 'beacon', 'expiry', 'sshd'] as const);
const ownWork: ReadonlySet<HostWork['do']> = new Set(['comment-out', 'private'] as const);
