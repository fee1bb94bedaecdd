/** Verification: probes across every pair of concentrators, in both directions. */

import type { RunContext } from '#app/run/context.ts';
import { desiredOf, targetOf } from '#app/run/context.ts';
import { runStage } from '#app/run/sessions.ts';
import type { HostFacts } from '#linux/host-facts.ts';
import { type Probe, probeStage } from '#linux/probe.ts';
import { OperatorError } from '#mesh/errors.ts';
import type { Fact } from '#mesh/fact.ts';
import { askOrRead, type Reported } from './host-or-report.ts';

export interface PairProbe {
  readonly from: string;
  readonly to: string;
  /** Undefined if the host at `from` could not be reached. */
  readonly ping: { readonly ok: boolean; readonly lossPct: number; readonly rttMs: number | null } | null;
  /** Size of the largest IP packet that passes with DF set, in bytes. */
  readonly pathMtu: number | null;
  readonly ok: boolean;
}

/** One lost probe of five: the Internet loses a packet now and then; more is a fault of the tunnel. */
const tolerableLossPct = 20;

export interface Verification {
  readonly pairs: readonly PairProbe[];
  /** Why some pairs could not be probed. */
  readonly unknown: readonly string[];
  /** Unreachable concentrators whose own last probes are used. */
  readonly reported: readonly Reported[];
}

/**
 * Every concentrator probes, from behind itself, an address behind each peer, so that both hosts forward. In parallel.
 * @param ownReports whether an unreachable host may be read from its own report
 */
export async function verifyMesh(context: RunContext, ownReports = false): Promise<Verification> {
  const results = await Promise.all(context.mesh.concentrators.map(({ name }) => probeFrom(name, context, ownReports)));
  return {
    pairs: results.flatMap(({ pairs }) => pairs),
    unknown: results.flatMap(({ unknown }) => unknown),
    reported: results.flatMap(({ reported }) => reported),
  };
}

async function probeFrom(name: string, context: RunContext, ownReports: boolean): Promise<Verification> {
  const { sessions } = context;
  const { peers, probeAddress } = desiredOf(context, name);
  const ask = async (): Promise<readonly Probe[]> => {
    const targets = peers.map((peer) => desiredOf(context, peer).probeAddress);
    const session = await sessions.get(targetOf(context, name));
    return runStage(session, name, probeStage({ source: probeAddress, targets }));
  };
  const answer = await askOrRead(context, name, ask, ownReports ? reportedProbes : undefined);
  if (!answer.ok) {
    const pairs = peers.map((to): PairProbe => ({ from: name, to, ping: null, pathMtu: null, ok: false }));
    return { pairs, unknown: [answer.reason.detail], reported: [] };
  }
  const pairs = peers.map((to): PairProbe => {
    const probe = answer.value.find(({ target }) => target === desiredOf(context, to).probeAddress);
    if (probe === undefined) return { from: name, to, ping: null, pathMtu: null, ok: false };
    const { lossPct, rttMs, pathMtu } = probe;
    const ping = { ok: lossPct <= tolerableLossPct, lossPct, rttMs: rttMs ?? null };
    return { from: name, to, ping, pathMtu: pathMtu ?? null, ok: ping.ok && pathMtu !== undefined };
  });
  return { pairs, unknown: [], reported: answer.reported ? [{ concentrator: name, at: answer.at }] : [] };
}

const reportedProbes = ({ probes }: HostFacts): Fact<readonly Probe[]> => probes;

/** One line: the result. @throws OperatorError that names the pairs without traffic */
export function describeVerification({ pairs, unknown }: Verification): string {
  const bad = pairs.filter(({ ok }) => !ok).map(({ from, to }) => `${from} to ${to}`);
  if (bad.length > 0) {
    throw new OperatorError(
      `no traffic from ${bad.join(', ')}${unknown.length > 0 ? ` (${unknown.join('; ')})` : ''}`,
      'run `vpnmesh status --open-ssh` and `vpnmesh verify --open-ssh` to find the fault',
    );
  }
  const mtus = pairs.flatMap(({ pathMtu }) => pathMtu ?? []);
  return `${pairs.length} of ${pairs.length} directions carry forwarded traffic, path MTU ${Math.min(...mtus)}`;
}
