/** Plan, apply, status, SSH and destroy jobs. */

import { applyMesh, observeAndPlan } from '#app/build/apply.ts';
import { destroyMesh } from '#app/build/destroy.ts';
import { withMeshHosts } from '#app/hosts/mesh-hosts.ts';
import { closeEverywhere, openEverywhere } from '#app/hosts/operator-window.ts';
import { isDown, isUp, meshStatus, type TunnelStatus } from '#app/hosts/status.ts';
import { type PairProbe, verifyMesh } from '#app/hosts/verify.ts';
import type { Tools } from '#app/run/tools.ts';
import { namingTheSame } from '#cli/hint-commands.ts';
import type { StepReport } from '#mesh/events.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';
import type { Draft } from '#mesh/spec/draft.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { operatorSshMs } from '#mesh/ssh-durations.ts';
import { utcText } from '#mesh/time-text.ts';
import type { Effect } from '#ui/model/effects.ts';
import type { Ending, Probe, Tunnel } from '#ui/model/messages.ts';
import { evidenceAgeOf } from './beacon-age.ts';
import { errorTextOf } from './error-text.ts';
import type { Dispatch, Jobs } from './jobs.ts';
import { inShort, planInFull } from './planning.ts';
import type { Session } from './session.ts';

type StatusEffect = Extract<Effect, { readonly type: 'status' }>;
type Outcome = Omit<Ending, 'interrupted'>;

export function plan(jobs: Jobs, draft: Draft): void {
  jobs.run(
    'plan',
    () => jobs.session.parse(draft),
    async (parsed, tools, tell) => {
      try {
        const { observation, ...planned } = await planInFull(parsed, tools);
        jobs.ssh.observed(observation);
        tell({ type: 'planned', planned: { ...planned, writes: writesOf(jobs.session, draft) }, at: Date.now() });
      } catch (error) {
        tell({ type: 'not-planned', trouble: errorTextOf(error) });
      }
      return { ok: true, text: 'planned' };
    },
  );
}

function writesOf(session: Session, draft: Draft): { readonly put: number; readonly taken: number } {
  const lines = session.difference(session.textOf(draft));
  const count = (mark: string): number => lines.filter((line) => line.startsWith(mark)).length;
  return { put: count('+'), taken: count('-') };
}

export function apply(jobs: Jobs, draft: Draft, shown: Plan): void {
  jobs.run(
    'apply',
    () => {
      const path = jobs.session.write(jobs.session.textOf(draft));
      jobs.log.line(`the spec is ${path}`);
      return jobs.session.parse(draft);
    },
    async (parsed, tools, tell) => {
      const { reports, verification, carriedOut } = await applyMesh(parsed, tools, false);
      if (!carriedOut) return { ok: false, text: 'nothing was changed' };
      if (verification !== undefined) {
        tell({ type: 'probed', probes: verification.pairs.map(probeOf), unknown: verification.unknown });
      }
      return ended(reports, 'the mesh is up and carries traffic');
    },
    { shown },
  );
}

export function destroy(jobs: Jobs, draft: Draft): void {
  jobs.run(
    'destroy',
    () => jobs.session.parse(draft),
    async (parsed, tools) => {
      const { reports, carriedOut, plan: gone, incomplete } = await destroyMesh(parsed, tools, { deleteLogs: false });
      if (gone.steps.length === 0) return { ok: true, text: 'the mesh had no resources' };
      if (!carriedOut) return { ok: false, text: 'nothing was changed' };
      if (incomplete) return { ok: false, text: 'some regions could not be read', next: 'run it again later' };
      jobs.ssh.destroyed(reports);
      const { sandbox } = jobs.session.flags;
      const command = namingTheSame(sandbox === true ? { sandbox } : {})('`vpnmesh destroy --delete-logs`');
      return ended(reports, `the mesh is destroyed; its log groups stay (${command} deletes them too)`);
    },
  );
}

function ended(reports: readonly StepReport[], well: string): Outcome {
  const failed = reports.filter(({ outcome }) => outcome === 'failed');
  const left = reports.filter(({ outcome }) => outcome !== 'done').length;
  // The progress counter before it covers all steps: a resumed run has done some of them earlier.
  if (left === 0) return { ok: true, text: well };
  const why = failed.length === 0 ? 'stopped' : `${failed.length} failed`;
  return { ok: false, text: `${why}, ${counted(left, 'step')} left`, next: 'r resumes' };
}

export function verify(jobs: Jobs, current: () => ParsedSpec, open: boolean): void {
  jobs.run(
    'verify',
    current,
    async (parsed, tools, tell) => {
      const found = await withMeshHosts(parsed, tools, { openSsh: open }, (context, opening) => {
        jobs.ssh.observed(context.observation);
        return verifyMesh(context, !opening);
      });
      const basis = evidenceAgeOf(found.reported, tools.clock.now());
      tell({ type: 'probed', probes: found.pairs.map(probeOf), unknown: found.unknown, ...basis });
      return { ok: true, text: 'probed' };
    },
    { looksBySsh: open },
  );
}

export function status(jobs: Jobs, current: () => ParsedSpec, { openSsh, watching }: Omit<StatusEffect, 'type'>): void {
  jobs.run(
    'status',
    current,
    async (parsed, tools, tell) => {
      const [found] = await Promise.all([
        withMeshHosts(parsed, tools, { openSsh }, (context, opening) => {
          jobs.ssh.observed(context.observation);
          return meshStatus(context, !opening);
        }),
        watching === true ? undefined : tellWhatStands(jobs, parsed, tools, tell),
      ]);
      const basis = evidenceAgeOf(found.reported, tools.clock.now());
      tell({ type: 'tunnels', tunnels: found.tunnels.map(tunnelOf), unknown: found.unknown, ...basis });
      return { ok: true, text: 'looked' };
    },
    { looksBySsh: openSsh },
  );
}

/** The plan beside the tunnels; if planning fails, the Plan screen says why. */
async function tellWhatStands(jobs: Jobs, parsed: ParsedSpec, tools: Tools, tell: Dispatch): Promise<void> {
  try {
    tell({ type: 'stands', living: inShort(await observeAndPlan(parsed, tools, false), []) });
  } catch (error) {
    jobs.log.line(`no plan: ${errorTextOf(error).message}`);
  }
}

export function ssh(jobs: Jobs, current: () => ParsedSpec, open: boolean): void {
  jobs.run('ssh', current, async (parsed, tools) => {
    const text = await withMeshHosts(parsed, tools, { openSsh: false }, async (context) => {
      if (!open) {
        const revoked = await closeEverywhere(context);
        jobs.ssh.wished(context.mesh.concentrators, undefined);
        return revoked === 0
          ? 'SSH was already closed: there was no rule of yours'
          : `${counted(revoked, 'rule')} revoked; open sessions stay open until they end`;
      }
      const { names, from, until } = await openEverywhere(context, operatorSshMs);
      if (until === undefined) return 'no concentrator exists yet: nothing was opened';
      const opened = context.mesh.concentrators.filter(({ name }) => names.includes(name));
      jobs.ssh.wished(opened, until.getTime());
      return `SSH is open for ${from.join(', ')} until ${utcText(until)}: "Close SSH" closes it earlier, each host within five minutes after`;
    });
    return { ok: true, text };
  });
}

function probeOf({ from, to, ping, pathMtu, ok }: PairProbe): Probe {
  return {
    from,
    to,
    rttMs: ping?.rttMs ?? null,
    lossPct: ping?.lossPct ?? null,
    pathMtu,
    ok: ping === null ? null : ok,
  };
}

function tunnelOf(tunnel: TunnelStatus): Tunnel {
  const { a, b, ike, child, bytes } = tunnel;
  if (isUp(tunnel)) {
    const traffic = bytes.aToB === null ? '' : `${bytes.aToB} bytes out, ${bytes.bToA ?? 0} in`;
    return { a, b, state: 'up', detail: traffic };
  }
  const detail = `IKE ${ike.a} and ${ike.b}, CHILD ${child.a} and ${child.b}`;
  return { a, b, state: isDown(tunnel) ? 'down' : 'unknown', detail };
}
