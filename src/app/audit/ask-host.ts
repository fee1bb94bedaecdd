/** One host asked over SSH for its facts. */

import { hostTopic } from '#app/hosts/host-fact.ts';
import { desiredOf, type RunContext, targetOf } from '#app/run/context.ts';
import { factsReader } from '#linux/facts.ts';
import { factsInput } from '#linux/facts-input.ts';
import { type HostFacts, noHostFacts } from '#linux/host-facts.ts';
import { stageScripts } from '#linux/scripts.ts';
import { type Fact, known, type Reason, unknown } from '#mesh/fact.ts';
import type { Pool } from '#mesh/interning.ts';

export interface HostAnswer {
  /** Source of the facts: `ssh` or `beacon`. */
  readonly reached: Fact<string>;
  readonly host: HostFacts;
}

/** Time limit of one host's report, which includes apt's simulation and the probes of a hundred peers. */
const reportMs = 120_000;

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
  // The host gets no other request.
  await sessions.drop(name);
  if (code === 0 || host.system.ok) return { reached: known('ssh', at), host };
  const words = stderr.trim().split('\n').at(-1) ?? '';
  const kind = /sudo|permission denied/i.test(words) ? 'denied' : 'parse';
  return silent(unknown(kind, `${name}: facts report failed (${words || `status ${code}`})`, hostTopic(name)).reason);
}

export function silent(reason: Reason): HostAnswer {
  const all = { ...reason, topic: reason.topic ?? 'hosts' };
  return { reached: { ok: false, reason: all }, host: noHostFacts(all) };
}
