/** The Operator port: the person or program that gets events and answers questions. */
import type { FixGroup, RunEvent } from '#mesh/events.ts';
import type { Plan, Risk } from '#mesh/plan/steps.ts';

export type Question =
  | { readonly type: 'carry-out'; readonly plan: Plan; readonly default: boolean }
  /** `disruptive`: traffic of a tunnel may stop for a while. */
  | {
      readonly type: 'fix';
      readonly plan: Plan;
      readonly risk: Risk;
      readonly group: FixGroup;
      readonly default: boolean;
    }
  /** Of what a fix for these checks changed. */
  | {
      readonly type: 'undo';
      readonly plan: Plan;
      readonly checks: readonly string[];
      /** What `fix --undo` cannot revert. */
      readonly stays: readonly string[];
      readonly default: boolean;
    }
  /** Answered by the mesh's name, typed in full. */
  | { readonly type: 'destroy'; readonly mesh: string; readonly plan: Plan; readonly default: boolean };

export interface Operator {
  notify(event: RunEvent): void;
  /** True to continue. Returns the default if there is no one to ask. */
  ask(question: Question): Promise<boolean>;
}
