/** Every tunnel from both ends. */

import { type RunContext, targetOf } from '#app/run/context.ts';
import { runStage } from '#app/run/sessions.ts';
import type { HostFacts } from '#linux/host-facts.ts';
import { statusStage } from '#linux/status.ts';
import { OperatorError } from '#mesh/errors.ts';
import { type Fact, known, unknown } from '#mesh/fact.ts';
import { counted } from '#mesh/plural.ts';
import { tunnelsOf } from '#mesh/tunnels.ts';
import { childrenTo, ikeTo, isIkeUp, lastingChildren } from '#strongswan/sa-state.ts';
import type { IkeSa } from '#strongswan/sas.ts';
import { askOrRead, type ReadOrReported, type Reported } from './host-or-report.ts';

export type IkeState = 'established' | 'connecting' | 'absent' | 'unknown';
export type ChildState = 'installed' | 'absent' | 'unknown';

interface Ends<T> {
  readonly a: T;
  readonly b: T;
}

export interface TunnelStatus {
  /** The initiator. */
  readonly a: string;
  readonly b: string;
  readonly ike: Ends<IkeState>;
  readonly child: Ends<ChildState>;
  /** Payload bytes since the CHILD SA was installed, counted at `a`; null if `a` could not be read. */
  readonly bytes: { readonly aToB: number | null; readonly bToA: number | null };
  readonly establishedAt: string | null;
  readonly rekeyAt: string | null;
  /** Unique id of the IKE SA at each end: the same number means the same SA as before. */
  readonly uniqueId: Ends<number | null>;
  /** Number of CHILD SAs at each end, without those of a rekey: more than one means duplicates. Null if unknown. */
  readonly children: Ends<number | null>;
}

export interface MeshStatus {
  readonly tunnels: readonly TunnelStatus[];
  readonly unknown: readonly string[];
  /** Ends that were read from their own reports. */
  readonly reported: readonly Reported[];
}

type Sas = ReadOrReported<readonly IkeSa[]>;

/** @param ownReports whether an unreachable host may be read from its own report */
export async function meshStatus(context: RunContext, ownReports = false): Promise<MeshStatus> {
  const { mesh, clock } = context;
  const answers = new Map<string, Sas>(
    await Promise.all(
      mesh.concentrators.map(async ({ name }) => [name, await sasOf(context, name, ownReports)] as const),
    ),
  );
  const at = (name: string): Sas => answers.get(name) ?? unknown('absent', `${name} was not asked`);
  const tunnels = tunnelsOf(mesh).map(([a, b]) => {
    const atA = at(a);
    return tunnelStatus(a, b, atA, at(b), atA.ok ? new Date(atA.at) : clock.now());
  });
  const unread = [...answers.values()].flatMap((answer) => (answer.ok ? [] : [answer.reason.detail]));
  const reported = [...answers].flatMap(([concentrator, answer]) =>
    answer.ok && answer.reported ? [{ concentrator, at: answer.at }] : [],
  );
  return { tunnels, unknown: unread, reported };
}

async function sasOf(context: RunContext, name: string, ownReports: boolean): Promise<Sas> {
  const ask = async (): Promise<readonly IkeSa[]> => {
    const session = await context.sessions.get(targetOf(context, name));
    return (await runStage(session, name, statusStage)).sas;
  };
  return askOrRead(context, name, ask, ownReports ? reportedSas : undefined);
}

/** Of a charon that does not run there are no SAs. */
function reportedSas({ sas, units }: HostFacts): Fact<readonly IkeSa[]> {
  const stopped = !sas.ok && units.ok && units.value.strongswan?.active !== 'active';
  return stopped ? known([], units.at) : sas;
}

function tunnelStatus(
  a: string,
  b: string,
  atA: Fact<readonly IkeSa[]>,
  atB: Fact<readonly IkeSa[]>,
  now: Date,
): TunnelStatus {
  const endA = atA.ok ? ikeTo(atA.value, b) : undefined;
  const endB = atB.ok ? ikeTo(atB.value, a) : undefined;
  const children = atA.ok ? childrenTo(atA.value, b) : [];
  const child = children.find(({ state }) => state === 'INSTALLED') ?? children[0];
  const later = (seconds: number | undefined): string | null =>
    seconds === undefined ? null : new Date(now.getTime() + seconds * 1000).toISOString();
  return {
    a,
    b,
    ike: { a: ikeState(atA, endA), b: ikeState(atB, endB) },
    child: { a: childState(atA, b), b: childState(atB, a) },
    bytes: { aToB: child?.bytesOut ?? null, bToA: child?.bytesIn ?? null },
    establishedAt: later(endA?.establishedFor === undefined ? undefined : -endA.establishedFor),
    rekeyAt: later(endA?.rekeyIn),
    uniqueId: { a: endA?.uniqueId ?? null, b: endB?.uniqueId ?? null },
    children: {
      a: atA.ok ? lastingChildren(atA.value, b) : null,
      b: atB.ok ? lastingChildren(atB.value, a) : null,
    },
  };
}

function ikeState(answer: Fact<readonly IkeSa[]>, sa: IkeSa | undefined): IkeState {
  if (!answer.ok) return 'unknown';
  if (sa === undefined) return 'absent';
  return isIkeUp(sa) ? 'established' : 'connecting';
}

function childState(answer: Fact<readonly IkeSa[]>, peer: string): ChildState {
  if (!answer.ok) return 'unknown';
  return childrenTo(answer.value, peer).length > 0 ? 'installed' : 'absent';
}

/** Up: both SAs at both ends, as far as they could be read. */
export function isUp({ ike, child }: TunnelStatus): boolean {
  return (
    [ike.a, ike.b].every((state) => state === 'established') &&
    [child.a, child.b].every((state) => state === 'installed')
  );
}

/** Down: at least one end says so, whatever the other says. */
export function isDown({ ike, child }: TunnelStatus): boolean {
  return (
    [ike.a, ike.b].some((state) => state === 'absent' || state === 'connecting') ||
    [child.a, child.b].includes('absent')
  );
}

/** One line: how many tunnels are up. @throws OperatorError that names the others */
export function describeTunnels({ tunnels, unknown }: MeshStatus): string {
  const down = tunnels.filter((tunnel) => !isUp(tunnel));
  if (down.length > 0) {
    const named = down.map(
      ({ a, b, ike, child }) => `${a} - ${b} (IKE ${ike.a}/${ike.b}, CHILD ${child.a}/${child.b})`,
    );
    throw new OperatorError(
      `not up at both ends: ${named.join('; ')}${unknown.length > 0 ? `; ${unknown.join('; ')}` : ''}`,
      'read /var/log/charon.log at both ends (`vpnmesh ssh open`, then `vpnmesh ssh NAME`), then run the same command again',
    );
  }
  return `${counted(tunnels.length, 'tunnel')} up at both ends`;
}
