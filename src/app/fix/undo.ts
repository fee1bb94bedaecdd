/** The undo use case: reads the changes of a fix from its record, shows them, asks, and reverts them. */

import { type RunOptions, runPlan } from '#app/build/run-plan.ts';
import { closeOverdueSsh } from '#app/hosts/expired-ssh.ts';
import { observeMesh } from '#app/run/observe.ts';
import { type Preview, previewsOf } from '#app/steps/preview.ts';
import type { StepReport } from '#mesh/events.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { usesSsh } from '#mesh/plan/totals.ts';
import type { FixRecord, RecordedChange } from '#mesh/remedy/fix-record.ts';
import { planUndo, staysFor, undoStepId, whyStays } from '#mesh/remedy/plan-undo.ts';
import { resolveMesh } from '#mesh/resolve.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import type { FixTools } from './fix.ts';
import { announce, readRecord, writeRecord } from './record.ts';

export interface UndoOptions {
  /** Undefined: the last fix that was not undone. */
  readonly run: string | undefined;
  readonly dryRun: boolean;
  /** Whether to open SSH for the preview, which then shows changes in files. */
  readonly openSsh: boolean;
  /** Called before SSH is opened for the preview. */
  readonly looking?: () => void;
}

/** `cannot`: it stays, and why; `left`: not tried, or not started. */
export type UndoOutcome = 'undone' | 'cannot' | 'failed' | 'left';

export interface Undone {
  readonly record: FixRecord;
  readonly plan: Plan;
  readonly details: Preview;
  /** False for a dry run, or if the operator declined. */
  readonly agreed: boolean;
  readonly reports: readonly StepReport[];
  /** The last change first. */
  readonly changes: readonly {
    readonly change: RecordedChange;
    readonly outcome: UndoOutcome;
    readonly why?: string;
  }[];
}

/** @throws OperatorError if there is no such record, or it was already undone */
export async function undoFix(parsed: ParsedSpec, tools: FixTools, options: UndoOptions): Promise<Undone> {
  const { store, operator, cloud } = tools;
  const before = readRecord(store, parsed.spec.mesh, options.run);
  const observation = await observeMesh(cloud, parsed);
  await closeOverdueSsh(tools, observation);
  const mesh = resolveMesh(parsed, observation);
  const members = mesh.concentrators.map(({ name }) => name);
  const plan = planUndo(before, members);
  const planned = { mesh, observation, plan };
  if (usesSsh(plan) && (options.openSsh || parsed.spec.ssh.openOnDemand)) options.looking?.();
  const [details = {}] = await previewsOf(planned, [plan], tools, options.openSsh);
  operator.notify({ type: 'plan', plan, purpose: 'undo', details });
  const { checks } = before;
  const stays = staysFor(before, members);
  const isOver = plan.steps.length === 0;
  const agreed =
    !options.dryRun && (isOver || (await operator.ask({ type: 'undo', plan, checks, stays, default: false })));
  const progress = progressOf(before, tools);
  const reports = agreed && !isOver ? (await runPlan(planned, tools, progress)).reports : [];
  const record = progress.record();
  const changes = record.changes.toReversed().map((change) => undoOutcomeOf(record, change, { members, reports }));
  if (agreed && changes.every(({ outcome }) => outcome === 'undone' || outcome === 'cannot')) {
    const undone = { ...record, undoneAt: tools.clock.now().toISOString() };
    writeRecord(store, undone);
    await announce(parsed.spec, undone, tools);
  }
  return { record, plan, details, agreed, reports, changes };
}

/** Each reverted change is recorded before the next step starts: an interrupted undo repeats nothing. */
function progressOf(before: FixRecord, { store }: FixTools): RunOptions & { record(): FixRecord } {
  let record = before;
  return {
    record: () => record,
    around: (_, handle) => async (step, progress) => {
      const detail = await handle(step, progress);
      if (step.kind === 'undo.change' || step.kind === 'host.restore') {
        const stays = step.kind === 'undo.change' ? (detail ?? null) : null;
        record = { ...record, takenBack: { ...record.takenBack, [step.id]: stays } };
        writeRecord(store, record);
      }
      return detail;
    },
  };
}

function undoOutcomeOf(
  record: FixRecord,
  change: RecordedChange,
  { members, reports }: { readonly members: readonly string[]; readonly reports: readonly StepReport[] },
): Undone['changes'][number] {
  const id = undoStepId(record, change) ?? '';
  const stays = whyStays(change, members) ?? record.takenBack?.[id];
  if (typeof stays === 'string') return { change, outcome: 'cannot', why: stays };
  if (stays === null) return { change, outcome: 'undone' };
  const byId = new Map(reports.map((one) => [one.step.id, one]));
  const cause = firstFailure(byId.get(id), byId);
  if (cause === undefined) return { change, outcome: 'left' };
  const why = cause.error === undefined ? {} : { why: cause.error.message };
  return { change, outcome: cause.outcome === 'failed' ? 'failed' : 'left', ...why };
}

/** A skipped step depends on a failed or skipped one. */
function firstFailure(report: StepReport | undefined, byId: ReadonlyMap<string, StepReport>): StepReport | undefined {
  if (report?.outcome !== 'skipped') return report;
  const waited = report.step.dependsOn
    .map((id) => byId.get(id))
    .find((one) => one !== undefined && one.outcome !== 'done');
  return waited === undefined ? report : firstFailure(waited, byId);
}
