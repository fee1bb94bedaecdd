/** One host asked over SSH for its facts, and why it gave none. */

import { desiredOf, type RunContext, targetOf } from '#app/run/context.ts';
import { factsReader } from '#linux/facts.ts';
import { factsInput } from '#linux/facts-input.ts';
import { type HostFacts, noHostFacts } from '#linux/host-facts.ts';
import { stageScripts } from '#linux/scripts.ts';
import { OperatorError } from '#mesh/errors.ts';
import { type Fact, known, type Reason, type ReasonKind, unknown } from '#mesh/fact.ts';
import type { Pool } from '#mesh/pool.ts';
import { CloudError } from '#ports/cloud.ts';
import { ShellError, type ShellFailure } from '#ports/shell.ts';

export interface HostAnswer {
  /** How it was asked: `ssh` or `beacon`. */
  readonly reached: Fact<string>;
  readonly host: HostFacts;
}

/** How long the report of one host may take: apt's simulation and the probes of a hundred peers are in it. */
const reportMs = 120_000;

/** Everything of this mesh's hosts has this reason in common. */
export function hostTopic(name: string): string {
  return `host ${name}`;
}

export async function askHost(context: RunContext, name: string, pool: Pool): Promise<HostAnswer> {
  const { clock, sessions } = context;
  const { image, probeAddress, peers } = desiredOf(context, name);
  const input = factsInput({ image, probeAddress, peers: peers.map((peer) => desiredOf(context, peer)) });
  const session = await sessions.get(targetOf(context, name));
  const reader = factsReader(name, pool);
  const script = stageScripts.facts;
  const { code, stderr } = await session.run({
    ...{ script, input, timeoutMs: reportMs },
    ...{ onLine: reader.line, gather: false },
  });
  const at = clock.now().toISOString();
  const host = reader.facts(at);
  // Nothing else is asked of it.
  await sessions.drop(name);
  if (code === 0 || host.system.ok) return { reached: known('ssh', at), host };
  const words = stderr.trim().split('\n').at(-1) ?? '';
  const kind = /sudo|permission denied/i.test(words) ? 'denied' : 'parse';
  return silent(unknown(kind, `${name}: its report failed (${words || `status ${code}`})`, hostTopic(name)).reason);
}

export function silent(reason: Reason): HostAnswer {
  const all = { ...reason, topic: reason.topic ?? 'hosts' };
  return { reached: { ok: false, reason: all }, host: noHostFacts(all) };
}

const shellKinds: Readonly<Record<ShellFailure, ReasonKind>> = {
  unreachable: 'unreachable',
  timeout: 'timeout',
  closed: 'unreachable',
  auth: 'denied',
  'host-key': 'denied',
  config: 'absent',
};

/** @throws what is a fault of ours */
export function whyNoAnswer(name: string, error: unknown): Reason {
  if (error instanceof ShellError) {
    return unknown(shellKinds[error.kind], `${name}: ${error.message}`, hostTopic(name)).reason;
  }
  if (error instanceof CloudError) {
    if (error.kind === 'credentials') throw error;
    const kind = error.kind === 'denied' || error.kind === 'throttled' ? error.kind : 'unreachable';
    return unknown(kind, `${name}: SSH could not be opened: ${error.message}`, hostTopic(name)).reason;
  }
  if (error instanceof OperatorError) return unknown('absent', `${name}: ${error.message}`, hostTopic(name)).reason;
  throw error;
}
