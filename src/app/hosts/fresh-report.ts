/**
 * The end of a visit: a report of the host as it is now, waited for until an audit can read it with SSH closed. When it
 * was begun is kept in the instance's tag: what a host reported before its last change speaks for nobody.
 */

import { newestReportOf } from '#app/audit/host-reports.ts';
import { desiredOf, type RunContext, regionOf, targetOf } from '#app/run/context.ts';
import { parseFacts } from '#linux/facts.ts';
import { freshReportStage } from '#linux/fresh-report.ts';
import { statusStage } from '#linux/status.ts';
import { OperatorError } from '#mesh/errors.ts';
import { tagKeys } from '#mesh/names.ts';
import { CloudError } from '#ports/cloud.ts';
import { ShellError } from '#ports/shell.ts';
import { childrenTo } from '#strongswan/sa-state.ts';
import type { IkeSa } from '#strongswan/sas.ts';
import { runStage } from './sessions.ts';
import { waitForAll } from './with-ssh-open.ts';

/** It is made in seconds, and shipped every few; where the agent is broken nobody waits for ever. */
const arriveMs = 90_000;
/** Services start, tunnels come up. */
const settleMs = 45_000;

/** Undefined, or in a sentence why an audit has to do without. @throws what is no matter of this one host */
export async function freshReport(context: RunContext, name: string): Promise<string | undefined> {
  const { instanceId } = context.inventory.get(name);
  if (instanceId === undefined) return undefined;
  try {
    const at = await runStage(await context.sessions.get(targetOf(context, name)), name, freshReportStage(name));
    await regionOf(context, name).tag([instanceId], { [tagKeys.changed]: at });
    if (await arrived(context, name, at)) return undefined;
  } catch (error) {
    // What was proven is proven, whether the host reports or not.
    if (!(error instanceof ShellError || error instanceof OperatorError || error instanceof CloudError)) throw error;
    return `${name} could not be asked for a report: ${error.message}`;
  }
  return `the report of ${name} is not in the log group yet: with SSH closed an audit calls it unknown until it is`;
}

/** All of them at once. What is missing is told as notes. */
export async function freshReports(context: RunContext, names: readonly string[]): Promise<void> {
  const missing = await waitForAll(names.map((name) => freshReport(context, name)));
  for (const text of missing) if (text !== undefined) context.operator.notify({ type: 'note', text });
}

async function arrived(context: RunContext, name: string, at: string): Promise<boolean> {
  const { clock, stop, mesh } = context;
  const deadline = clock.now().getTime() + arriveMs;
  for (let wait = 500; ; wait = Math.min(wait * 1.5, 3_000)) {
    const newest = await newestReportOf(regionOf(context, name), mesh.logGroup, name);
    if (newest.ok && newest.value !== null && newest.value.begun >= at) return true;
    // Who may not read the log group will not read it later either.
    const denied = !newest.ok && newest.reason.kind === 'denied';
    if (denied || stop.aborted || clock.now().getTime() > deadline) return false;
    await clock.pause(wait, stop);
  }
}

const isUpTo = (sas: readonly IkeSa[], peer: string): boolean => childrenTo(sas, peer).length > 0;

/** Waits until the host's tunnels are up, for a while. @returns the peers to which they are */
export async function tunnelsSettled(context: RunContext, name: string): Promise<readonly string[]> {
  const { clock, stop } = context;
  const { peers } = desiredOf(context, name);
  const deadline = clock.now().getTime() + settleMs;
  for (;;) {
    const session = await context.sessions.get(targetOf(context, name));
    const { sas } = await runStage(session, name, statusStage);
    const up = peers.filter((peer) => isUpTo(sas, peer));
    if (up.length === peers.length || stop.aborted || clock.now().getTime() > deadline) return up;
    await clock.pause(1_000, stop);
  }
}

/** A peer's report that still calls a tunnel down which is up now is from before: it speaks for nobody any more. */
export async function outdatePeers(context: RunContext, name: string, up: readonly string[]): Promise<void> {
  const { mesh, inventory } = context;
  await Promise.all(
    up.map(async (peer) => {
      const { instanceId } = inventory.get(peer);
      const newest = await newestReportOf(regionOf(context, peer), mesh.logGroup, peer);
      if (instanceId === undefined || !newest.ok || newest.value === null) return;
      const { sas } = parseFacts(peer, newest.value.text, newest.value.at);
      if (!sas.ok || isUpTo(sas.value, name)) return;
      // By the clock that the report was begun by: the host's own.
      const after = new Date(Date.parse(newest.value.begun) + 1_000).toISOString();
      await regionOf(context, peer).tag([instanceId], { [tagKeys.changed]: after });
    }),
  );
}
