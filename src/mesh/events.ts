/** What happens during a run, as data, for printers, the wizard and tests. */
import type { SshWindow } from '#mesh/observed/ssh-windows.ts';
import type { Plan, Risk, Step } from '#mesh/plan/steps.ts';

export type StepOutcome = 'done' | 'skipped' | 'failed';

export interface StepReport {
  readonly step: Step;
  readonly outcome: StepOutcome;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** What was created or found, if there is something to say. */
  readonly detail?: string;
  /** Why the step failed or was skipped. */
  readonly error?: { readonly message: string; readonly next?: string };
}

export type Purpose = 'build' | 'destroy' | 'fix' | 'undo';

/** The steps of one question of a fix. */
export interface FixGroup {
  readonly risk: Risk;
  /** The concentrator or region of a disruptive batch; null for the batch of all safe ones. */
  readonly place: string | null;
  /** The failing checks that they fix. */
  readonly checks: readonly string[];
  /** What `fix --undo` cannot revert. */
  readonly stays: readonly string[];
}

export type RunEvent =
  | { readonly type: 'phase'; readonly text: string }
  | { readonly type: 'note'; readonly text: string }
  /** SSH windows: those that are open, and those that had expired. */
  | {
      readonly type: 'ssh';
      readonly open: readonly SshWindow[];
      readonly overdue: readonly SshWindow[];
      /** Why some of them could not be closed. */
      readonly left: readonly string[];
    }
  /** A region or a host that is being read. */
  | { readonly type: 'look-started'; readonly what: 'region' | 'host'; readonly name: string }
  | {
      readonly type: 'look-finished';
      readonly what: 'region' | 'host';
      readonly name: string;
      /** False if part of it could not be read. */
      readonly whole: boolean;
      readonly text: string;
    }
  | {
      readonly type: 'plan';
      readonly plan: Plan;
      readonly purpose: Purpose;
      /** The exact calls and commands of each step, by its id. */
      readonly details?: Readonly<Record<string, readonly string[]>>;
      /** Of a fix. */
      readonly group?: FixGroup;
    }
  | { readonly type: 'step-started'; readonly step: Step }
  | { readonly type: 'step-progress'; readonly step: Step; readonly text: string }
  | { readonly type: 'step-finished'; readonly report: StepReport };
