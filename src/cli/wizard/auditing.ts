/** Audit and fix jobs. */
import { resolve } from 'node:path';
import { collectFacts } from '#app/audit/collect.ts';
import { type Fixed, fixMesh } from '#app/fix/fix.ts';
import { reportedIn } from '#app/hosts/host-or-report.ts';
import type { MeshFacts } from '#app/hosts/mesh-facts.ts';
import type { AuditResult } from '#audit/result.ts';
import { checks } from '#checks/index.ts';
import { auditEngine } from '#cli/audit/fix-engine.ts';
import { renderAudit } from '#cli/audit/output.ts';
import { writePieces } from '#cli/documents/write-pieces.ts';
import { stateFolder } from '#cli/state-folder.ts';
import { version } from '#cli/version.ts';
import { rulesIn } from '#mesh/observed/ssh-windows.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import { fileStore } from '#store/file-store.ts';
import type { Effect } from '#ui/model/effects.ts';
import type { Ending } from '#ui/model/messages.ts';
import { evidenceAgeOf } from './beacon-age.ts';
import { errorTextOf } from './error-text.ts';
import type { Dispatch, Jobs } from './jobs.ts';
import { undo } from './undoing.ts';

const engine = auditEngine(checks);

/** The last facts, for waivers and exports. */
export class Auditing {
  readonly #jobs: Jobs;
  readonly #current: () => ParsedSpec;
  #facts: MeshFacts | undefined;

  constructor(jobs: Jobs, current: () => ParsedSpec) {
    this.#jobs = jobs;
    this.#current = current;
  }

  audit(openSsh: boolean): void {
    this.#jobs.run(
      'audit',
      this.#current,
      async (parsed, tools, tell) => {
        const facts = await collectFacts(parsed, tools, { openSsh, hosts: 'auto' });
        this.#jobs.ssh.observed(rulesIn(facts));
        this.#tell(facts, engine.audit(facts), tell);
        return { ok: true, text: 'audited' };
      },
      { looksBySsh: openSsh },
    );
  }

  fix({ ids, safeOnly, openSsh }: Extract<Effect, { readonly type: 'fix' }>): void {
    this.#jobs.run(
      'fix',
      this.#current,
      async (parsed, tools, tell) => {
        const options = { ids, safeOnly, openSsh, hosts: 'auto' as const, dryRun: false };
        const fixed = await fixMesh(parsed, { ...tools, store: fileStore(stateFolder()) }, engine, options);
        this.#jobs.ssh.observed(rulesIn(fixed.facts));
        this.#tell(fixed.facts, fixed.audit, tell);
        return fixEnding(fixed);
      },
      { looksBySsh: openSsh },
    );
  }

  undo(openSsh: boolean): void {
    undo(this.#jobs, this.#current, openSsh, (facts, tell) => {
      this.#jobs.ssh.observed(rulesIn(facts));
      this.#tell(facts, engine.audit(facts), tell);
    });
  }

  /** Runs the checks again on known facts: a waiver was written. @throws SpecError */
  waived(): void {
    const { session, dispatch } = this.#jobs;
    if (this.#facts === undefined || session.base === undefined) return;
    const facts = { ...this.#facts, spec: parseSpec(session.base, session.file).spec };
    this.#tell(facts, engine.audit(facts), dispatch);
  }

  export(): void {
    const facts = this.#facts;
    if (facts === undefined) return;
    const audit = engine.audit(facts);
    const { mesh, startedAt, finishedAt, account } = facts;
    const head = { version, mesh, account: account.ok ? account.value.account : null, startedAt, finishedAt };
    const options = { coloured: false, verbose: true, diff: false };
    const paths = [
      ['json', 'vpnmesh-audit.json'],
      ['markdown', 'vpnmesh-audit.md'],
    ] as const;
    try {
      for (const [format, path] of paths) writePieces(path, renderAudit(format, head, audit, options));
    } catch (error) {
      this.#jobs.dispatch({ type: 'told', text: errorTextOf(error).message, bad: true });
      return;
    }
    this.#jobs.dispatch({ type: 'told', text: `written: ${paths.map(([, path]) => resolve(path)).join(' and ')}` });
  }

  #tell(facts: MeshFacts, { results, summary }: AuditResult, tell: Dispatch): void {
    this.#facts = facts;
    const fixable = [
      ...new Set(results.filter((one) => one.status === 'fail' && engine.remedies(one, facts).length > 0)),
    ];
    tell({
      type: 'audited',
      audited: {
        ...{ results, summary, finishedAt: facts.finishedAt, fixable: fixable.map(({ check }) => check) },
        ...evidenceAgeOf(reportedIn(facts), new Date()),
      },
    });
  }
}

function fixEnding({ remedied, stopped }: Fixed): Omit<Ending, 'interrupted'> {
  const of = (outcome: Fixed['remedied'][number]['outcome']): number =>
    remedied.filter((one) => one.outcome === outcome).length;
  if (remedied.length > 0 && of('declined') === remedied.length) return { ok: true, text: 'nothing was changed' };
  const left = remedied.find(({ outcome }) => outcome === 'failing' || outcome === 'unknown');
  const text = `${of('fixed')} of ${remedied.length} fixed, confirmed by the same checks`;
  if (stopped !== undefined) return { ok: false, text: `${of('fixed')} fixed, then stopped: ${stopped}` };
  return left === undefined
    ? { ok: true, text: `${text}; u undoes it` }
    : { ok: false, text: `${text}; ${left.result.check}: ${left.why ?? ''}` };
}
