/** The use case of undo: what a fix changed, from its record; shown, asked about, and taken back. */
import { resolveMesh } from '#mesh/desired.ts';
import type { StepReport } from '#mesh/events.ts';
import { planUndo, staysFor, undoStepId } from '#mesh/plan-undo.ts';
import type { ParsedSpec } from '#mesh/spec.ts';
import type { Plan } from '#mesh/steps.ts';
import type { Change, FixRecord } from '#mesh/undo.ts';
import type { Tools } from './apply.ts';
import { carryOut } from './carry-out.ts';
import type { FixTools } from './fix.ts';
import { announce, readRecord, writeRecord } from './fix-record.ts';
import { observeMesh } from './observe.ts';
import { type Preview, previewsOf } from './preview.ts';

export interface UndoOptions {
  /** Undefined: the last one that was not undone. */
  readonly run: string | undefined;
  readonly dryRun: boolean;
  /** Whether SSH is opened for the preview: it shows what changes in files then. */
  readonly openSsh: boolean;
}

/** `left`: not tried, or not begun. */
export type UndoOutcome = 'undone' | 'cannot' | 'failed' | 'left';

export interface Undone {
  readonly record: FixRecord;
  readonly plan: Plan;
  readonly details: Preview;
  readonly reports: readonly StepReport[];
  /** The last change first. */
  readonly changes: readonly { readonly change: Change; readonly outcome: UndoOutcome; readonly why?: string }[];
}

/** @throws OperatorError when there is no such record, or it was undone before */
export async function undoFix(parsed: ParsedSpec, tools: FixTools, options: UndoOptions): Promise<Undone> {
  const record = readRecord(tools.store, parsed.spec.mesh, options.run);
  const observation = await observeMesh(tools.cloud, parsed);
  const mesh = resolveMesh(parsed, observation);
  const plan = planUndo(record);
  const planned = { mesh, observation, plan };
  const [details = {}] = await previewsOf(planned, [plan], tools, options.openSsh);
  tools.operator.notify({ type: 'plan', plan, purpose: 'undo', details });
  const stays = staysFor(record);
  const agreed =
    !options.dryRun &&
    plan.steps.length > 0 &&
    (await tools.operator.ask({ type: 'undo', plan, checks: record.checks, stays, default: false }));
  const reports = agreed ? await carryOut(planned, tools) : [];
  const changes = record.changes.toReversed().map((change) => outcomeOf(record, change, reports));
  const isWhole = changes.every(({ outcome }) => outcome === 'undone' || outcome === 'cannot');
  if (isWhole && agreed) await markUndone(parsed, record, tools);
  return { record, plan, details, reports, changes };
}

function outcomeOf(record: FixRecord, change: Change, reports: readonly StepReport[]): Undone['changes'][number] {
  if (change.change === 'for-good') return { change, outcome: 'cannot', why: change.what };
  const byId = new Map(reports.map((one) => [one.step.id, one]));
  const report = byId.get(undoStepId(record, change) ?? '');
  if (report === undefined) return { change, outcome: 'left' };
  if (report.outcome === 'done') return { change, outcome: 'undone' };
  // What it waited for may be what failed.
  const cause = report.step.dependsOn.map((id) => byId.get(id)).find((one) => one?.outcome === 'failed') ?? report;
  const why = cause.error === undefined ? {} : { why: cause.error.message };
  return { change, outcome: cause.outcome === 'failed' ? 'failed' : 'left', ...why };
}

async function markUndone(
  { spec }: ParsedSpec,
  record: FixRecord,
  tools: Tools & Pick<FixTools, 'store'>,
): Promise<void> {
  const undone = { ...record, undoneAt: tools.clock.now().toISOString() };
  writeRecord(tools.store, undone);
  await announce(spec, undone, tools);
}
