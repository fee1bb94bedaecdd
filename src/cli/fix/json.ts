/** The result of a fix, for scripts. */
import type { Fixed } from '#app/fix/fix.ts';
import type { Undone } from '#app/fix/undo.ts';
import type { Preview } from '#app/steps/preview.ts';
import { reportJson, stepJson } from '#cli/documents/json.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import type { FixDocument, UndoDocument } from './documents.ts';

export function fixJson({ facts, remedied, offers, reports, audit, run, stopped }: Fixed): FixDocument {
  return {
    schema: 'vpnmesh.fix/1',
    mesh: facts.mesh,
    run: run ?? null,
    plans: offers.map(({ group, plan, details }) => ({
      ...group,
      steps: plannedJson(plan, details),
    })),
    steps: reports.map(reportJson),
    results: remedied.map(({ result: { check, resource, severity, fingerprint }, outcome, why }) => ({
      check,
      severity,
      resource,
      fingerprint,
      outcome,
      ...(why === undefined ? {} : { why }),
    })),
    stopped: stopped ?? null,
    summary: audit.summary,
  };
}

const plannedJson = ({ steps }: Plan, details: Preview) =>
  steps.map((step) => ({ ...stepJson(step), details: details[step.id] ?? [] }));

export function undoJson({ record, plan, details, reports, changes }: Undone): UndoDocument {
  return {
    schema: 'vpnmesh.fix-undo/1',
    mesh: record.mesh,
    run: record.run,
    plan: plannedJson(plan, details),
    steps: reports.map(reportJson),
    changes: changes.map(({ change: { step, region, change }, outcome, why }) => ({
      step,
      region,
      change,
      outcome,
      ...(why === undefined ? {} : { why }),
    })),
  };
}
