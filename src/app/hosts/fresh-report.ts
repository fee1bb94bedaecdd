/**
 * The end of a visit: requests a facts report and waits until an audit can read it with SSH closed. The instance's tag
 * keeps when the report started: reports from before a host's last change are stale.
 */

import { desiredOf, type RunContext, regionOf, targetOf } from '#app/run/context.ts';
import { runStage } from '#app/run/sessions.ts';
import { parseFacts } from '#linux/facts.ts';
import { freshReportStage } from '#linux/fresh-report.ts';
import type { HostFacts } from '#linux/host-facts.ts';
import { statusStage } from '#linux/status.ts';
import { OperatorError } from '#mesh/errors.ts';
import { tagKeys } from '#mesh/names.ts';
import { CloudError } from '#ports/cloud-error.ts';
import { ShellError } from '#ports/shell.ts';
import { childrenTo } from '#strongswan/sa-state.ts';
import type { IkeSa } from '#strongswan/sas.ts';
import { newestReportOf } from './current-report.ts';
import { waitForAll } from './host-access.ts';

/** A report takes seconds, and the agent ships every few; with a broken agent the wait ends. */
const arriveMs = 90_000;
/** Time for services to start and tunnels to come up. */
const settleMs = 45_000;

/** Undefined, or a sentence why the report is missing. @throws errors that do not concern this one host */
export async function freshReport(context: RunContext, name: string): Promise<string | undefined> {
  const { instanceId } = context.inventory.get(name);
  if (instanceId === undefined) return undefined;
  try {
    const at = await runStage(await context.sessions.get(targetOf(context, name)), name, freshReportStage(name));
    await regionOf(context, name).tag([instanceId], { [tagKeys.changed]: at });
    if (await arrived(context, name, at)) return undefined;
  } catch (error) {
    // The mesh is verified, whether or not the host reports.
    if (!(error instanceof ShellError || error instanceof OperatorError || error instanceof CloudError)) throw error;
    return `could not request a report of ${name}: ${error.message}`;
  }
  return `the report of ${name} is not in the log group yet: until then an audit with SSH closed reports its host checks as unknown`;
}

/** All hosts in parallel. Missing reports become notes. */
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
    // A denied log group stays denied.
    const denied = !newest.ok && newest.reason.kind === 'denied';
    if (denied || stop.aborted || clock.now().getTime() > deadline) return false;
    await clock.pause(wait, stop);
  }
}

const isUpTo = (sas: readonly IkeSa[], peer: string): boolean => childrenTo(sas, peer).length > 0;

/** Waits until the host's tunnels are up, with a time limit. @returns the peers with a tunnel that is up */
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

/**
 * Whether a peer's report says of the host what its fix may have changed: the tunnel was down, or nothing came back through it.
 * @param address behind the host, which the peer probes
 */
export function tellsOfTrouble(
  { sas, probes }: Pick<HostFacts, 'sas' | 'probes'>,
  name: string,
  address: string,
): boolean {
  const isSilent = probes.ok && probes.value.some(({ target, lossPct }) => target === address && lossPct >= 100);
  return isSilent || (sas.ok && !isUpTo(sas.value, name));
}

/** A peer's report of trouble with the host is stale once the host was fixed: it is from before. */
export async function outdatePeers(context: RunContext, name: string, up: readonly string[]): Promise<void> {
  const { mesh, inventory } = context;
  const { probeAddress } = desiredOf(context, name);
  await Promise.all(
    up.map(async (peer) => {
      const { instanceId } = inventory.get(peer);
      const newest = await newestReportOf(regionOf(context, peer), mesh.logGroup, peer);
      if (instanceId === undefined || !newest.ok || newest.value === null) return;
      if (!tellsOfTrouble(parseFacts(peer, newest.value.text, newest.value.at), name, probeAddress)) return;
      // By the host's clock, which also dates the report.
      const after = new Date(Date.parse(newest.value.begun) + 1_000).toISOString();
      await regionOf(context, peer).tag([instanceId], { [tagKeys.changed]: after });
    }),
  );
}
