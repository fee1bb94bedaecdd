/** The JSON documents that scripts read. One document on stdout, `schema` first. */
import type { Applied } from '#app/build/apply.ts';
import type { Destroyed } from '#app/build/destroy.ts';
import type { MeshStatus } from '#app/hosts/status.ts';
import type { Verification } from '#app/hosts/verify.ts';
import { print } from '#cli/output.ts';
import type { StepReport } from '#mesh/events.ts';
import type { Plan, Step } from '#mesh/plan/steps.ts';
import type {
  ApplyDocument,
  DestroyDocument,
  PlanDocument,
  ReportDocument,
  StatusDocument,
  StepDocument,
  VerifyDocument,
} from './documents.ts';

export function printJson(document: object): void {
  print(`${JSON.stringify(document, null, 2)}\n`);
}

export function stepJson({ id, kind, change, concentrator, region, describe, risk, dependsOn }: Step): StepDocument {
  return { id, kind, change, concentrator, region, describe, risk, dependsOn };
}

export function planJson({ mesh, steps, totals, notes }: Plan): PlanDocument {
  return { schema: 'vpnmesh.plan/1', mesh, steps: steps.map(stepJson), totals, notes };
}

export function reportJson({ step, outcome, startedAt, durationMs, detail, error }: StepReport): ReportDocument {
  return {
    ...stepJson(step),
    outcome,
    startedAt: startedAt.toISOString(),
    durationMs,
    ...(detail === undefined ? {} : { detail }),
    ...(error === undefined ? {} : { error }),
  };
}

export function applyJson({ plan, reports, verification }: Applied): ApplyDocument {
  return {
    schema: 'vpnmesh.apply/1',
    mesh: plan.mesh,
    steps: reports.map(reportJson),
    totals: plan.totals,
    notes: plan.notes,
    verify: verification === undefined ? null : { pairs: verification.pairs },
  };
}

export function destroyJson({ plan, reports }: Destroyed): DestroyDocument {
  return {
    schema: 'vpnmesh.destroy/1',
    mesh: plan.mesh,
    steps: reports.map(reportJson),
    totals: plan.totals,
    notes: plan.notes,
  };
}

export function statusJson({ tunnels, unknown, reported }: MeshStatus): StatusDocument {
  return { schema: 'vpnmesh.status/1', tunnels, unknown, reported };
}

export function verifyJson({ pairs, unknown, reported }: Verification): VerifyDocument {
  return { schema: 'vpnmesh.verify/1', pairs, unknown, reported };
}
