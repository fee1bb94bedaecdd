/** What happens during a run, as data. Printers, the wizard and tests each make of it what they need. */
import type { SshWindow } from '#mesh/observed/ssh-windows.ts';
import type { Plan, Risk, Step } from '#mesh/plan/steps.ts';

export type StepOutcome = 'done' | 'skipped' | 'failed';

export interface StepReport {
  readonly step: Step;
  readonly outcome: StepOutcome;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** What was made or found, where there is something to say. */
  readonly detail?: string;
  /** Why it failed or was skipped. */
  readonly error?: { readonly message: string; readonly next?: string };
}

export type Purpose = 'build' | 'destroy' | 'fix' | 'undo';

/** Steps of a fix that are asked for at once. */
export interface FixGroup {
  readonly risk: Risk;
  /** Concentrator, or region, that disruptive ones are about; null for all safe ones together. */
  readonly place: string | null;
  /** Failing checks that they are for. */
  readonly checks: readonly string[];
  /** What undo cannot take back. */
  readonly stays: readonly string[];
}

export type RunEvent =
  | { readonly type: 'phase'; readonly text: string }
  | { readonly type: 'note'; readonly text: string }
  /** SSH that is open for a while, and what was open for longer than it should have been. */
  | {
      readonly type: 'ssh';
      readonly open: readonly SshWindow[];
      readonly overdue: readonly SshWindow[];
      /** Why some of that could not be closed. */
      readonly left: readonly string[];
    }
  /** A region or a host that is being read. */
  | { readonly type: 'look-started'; readonly what: 'region' | 'host'; readonly name: string }
  | {
      readonly type: 'look-finished';
      readonly what: 'region' | 'host';
      readonly name: string;
      /** False when some or all of it could not be read. */
      readonly whole: boolean;
      readonly text: string;
    }
  | {
      readonly type: 'plan';
      readonly plan: Plan;
      readonly purpose: Purpose;
      /** What steps will do exactly, by their ids. */
      readonly details?: Readonly<Record<string, readonly string[]>>;
      /** Of a fix. */
      readonly group?: FixGroup;
    }
  | { readonly type: 'step-started'; readonly step: Step }
  | { readonly type: 'step-progress'; readonly step: Step; readonly text: string }
  | { readonly type: 'step-finished'; readonly report: StepReport };
