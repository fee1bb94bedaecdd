/** The wizard's messages: keys, and answers from outside. */
import type { Result, Summary } from '#audit/result.ts';
import type { RunEvent } from '#mesh/events.ts';
import type { RegionSurvey } from '#mesh/observed/survey.ts';
import type { Plan, Risk } from '#mesh/plan/steps.ts';
import type { Cost } from '#mesh/prices.ts';
import type { Draft } from '#mesh/spec/draft.ts';
import type { Keypress } from './keypress.ts';
import type { Trouble } from './loading.ts';

export type Target = 'aws' | 'sandbox';

export interface Account {
  readonly account: string;
  readonly arn: string;
}

/** An existing member: its place, and whether its concentrator exists. */
export interface MemberState {
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  readonly built: boolean;
}

export interface PlanView {
  readonly plan: Plan;
  /** Obstacles: the plan cannot be executed. */
  readonly obstacles: readonly { readonly what: string; readonly next: string }[];
  readonly members: readonly MemberState[];
  /** Every tunnel, initiator first. */
  readonly tunnels: readonly (readonly [string, string])[];
  /** What the plan takes of each quota that it touches. */
  readonly quotas: readonly string[];
  /** The plan's change of the monthly cost, more and less. */
  readonly costs?: { readonly more: Cost; readonly less: Cost };
  /** How many lines writing the answers adds to and removes from the spec. */
  readonly writes?: { readonly put: number; readonly taken: number };
  /** Lines of the least-privilege policy for the plan. */
  readonly policy: readonly string[];
}

export interface Probe {
  readonly from: string;
  readonly to: string;
  readonly rttMs: number | null;
  readonly lossPct: number | null;
  readonly pathMtu: number | null;
  readonly ok: boolean | null;
}

export interface Tunnel {
  readonly a: string;
  readonly b: string;
  readonly state: 'up' | 'down' | 'unknown';
  /** If it is not up: the state at each end. */
  readonly detail: string;
}

/** Hosts that were read from their own reports. */
export interface EvidenceAge {
  readonly hosts: readonly string[];
  /** Age of the oldest report, in seconds. */
  readonly seconds: number;
}

export interface Audited {
  readonly results: readonly Result[];
  readonly summary: Summary;
  readonly basis?: EvidenceAge;
  readonly finishedAt: string;
  /** Checks that `fix` can fix. */
  readonly fixable: readonly string[];
}

/** The end of a run. */
export interface Ending {
  readonly ok: boolean;
  readonly text: string;
  readonly interrupted: boolean;
  readonly next?: string;
}

export type Job = 'apply' | 'destroy' | 'audit' | 'fix' | 'undo' | 'verify' | 'status' | 'plan' | 'ssh';

/** A question of a running job. */
export interface JobQuestion {
  readonly kind: 'carry-out' | 'fix' | 'undo' | 'destroy';
  readonly plan: Plan;
  readonly risk: Risk;
  /** For a fix: the failing checks that it fixes; for an undo: those of its fix. */
  readonly checks: readonly string[];
  /** What `fix --undo` cannot revert. */
  readonly stays: readonly string[];
  /** What the steps will do exactly, by their ids. */
  readonly details: Readonly<Record<string, readonly string[]>>;
}

/** A question of a key before its job starts. */
export type KeyQuestion =
  | { readonly kind: 'ssh'; readonly open: boolean }
  /** Reading hosts opens SSH from now on. */
  | { readonly kind: 'look' }
  | { readonly kind: 'retry' };

/** The change to the spec: `save` writes the answers, `waive` a waiver. */
export interface WriteQuestion {
  readonly kind: 'save' | 'waive';
  readonly path: string;
  /** The complete new file. */
  readonly text: string;
  /** Lines of a unified diff. */
  readonly difference: readonly string[];
}

export type Question = JobQuestion | KeyQuestion | WriteQuestion;

/** Typed paths, and the problem with each file. */
export interface LocalFiles {
  readonly identity: string;
  readonly config: string;
  readonly faults: Readonly<Partial<Record<'identity' | 'config', string>>>;
}

export type Message =
  | { readonly type: 'key'; readonly key: Keypress }
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  /** Once a second while something runs, for elapsed times. */
  | { readonly type: 'tick'; readonly now: number }
  | { readonly type: 'identified'; readonly account: Account }
  | { readonly type: 'unidentified'; readonly trouble: Trouble }
  | {
      readonly type: 'entered';
      readonly place: Target;
      readonly account: Account;
      readonly file: string;
      readonly draft: Draft;
      /** True when the file exists. */
      readonly written: boolean;
      /** The file's mesh, if it exists. */
      readonly living: PlanView | undefined;
    }
  | { readonly type: 'not-entered'; readonly trouble: Trouble }
  | { readonly type: 'regions'; readonly names: readonly string[] }
  | { readonly type: 'surveyed'; readonly survey: RegionSurvey }
  | { readonly type: 'unsurveyed'; readonly region: string; readonly why: string }
  | { readonly type: 'survey-failed'; readonly trouble: Trouble }
  | { readonly type: 'own-address'; readonly cidr: string }
  /** Problems with local files, for the paths as they were then. */
  | { readonly type: 'files-seen'; readonly files: LocalFiles }
  | { readonly type: 'planned'; readonly planned: PlanView; readonly at: number }
  | { readonly type: 'not-planned'; readonly trouble: Trouble }
  | { readonly type: 'event'; readonly event: RunEvent; readonly at: number }
  | { readonly type: 'asked'; readonly question: JobQuestion | WriteQuestion; readonly at: number }
  | {
      readonly type: 'probed';
      readonly probes: readonly Probe[];
      readonly unknown: readonly string[];
      readonly basis?: EvidenceAge;
    }
  | {
      readonly type: 'tunnels';
      readonly tunnels: readonly Tunnel[];
      readonly unknown: readonly string[];
      readonly basis?: EvidenceAge;
    }
  /** The existing mesh beside the file, observed again. */
  | { readonly type: 'stands'; readonly living: PlanView }
  | { readonly type: 'audited'; readonly audited: Audited }
  | { readonly type: 'ended'; readonly job: Job; readonly ending: Ending }
  /** Expiry of the temporary SSH rule, ms since the epoch; in the past if it still exists; undefined: closed. */
  | { readonly type: 'ssh-window'; readonly until: number | undefined }
  | { readonly type: 'written'; readonly path: string; readonly what: string }
  /** One line that stays until the next key. */
  | { readonly type: 'told'; readonly text: string; readonly bad?: true };
