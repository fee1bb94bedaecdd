/** What reaches the wizard: keys, and what the world answers. */
import type { Result, Summary } from '#audit/result.ts';
import type { RunEvent } from '#mesh/events.ts';
import type { RegionSurvey } from '#mesh/observed/survey.ts';
import type { Plan, Risk } from '#mesh/plan/steps.ts';
import type { Cost } from '#mesh/prices.ts';
import type { Draft } from '#mesh/spec/draft.ts';
import type { Keypress } from './keypress.ts';
import type { Trouble } from './remote.ts';

export type Target = 'aws' | 'sandbox';

export interface Account {
  readonly account: string;
  readonly arn: string;
}

/** A member as it stands: where, and whether its concentrator exists. */
export interface MemberState {
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  readonly built: boolean;
}

export interface PlanView {
  readonly plan: Plan;
  /** What stands in the way: the plan cannot be carried out. */
  readonly obstacles: readonly { readonly what: string; readonly next: string }[];
  readonly members: readonly MemberState[];
  /** Every tunnel, initiator first. */
  readonly tunnels: readonly (readonly [string, string])[];
  /** What the plan takes of each quota that it touches. */
  readonly quotas: readonly string[];
  /** What a month costs more and less by it. */
  readonly costs?: { readonly more: Cost; readonly less: Cost };
  /** How many lines of the spec are put and taken by writing what was answered; none where it says so already. */
  readonly writes?: { readonly put: number; readonly taken: number };
  /** Lines of the least policy that the plan needs. */
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
  /** Where it is not up: what each end says. */
  readonly detail: string;
}

/** What hosts said of themselves, where nobody could ask them. */
export interface EvidenceAge {
  readonly hosts: readonly string[];
  /** Age of the oldest of their reports, seconds. */
  readonly seconds: number;
}

export interface Audited {
  readonly results: readonly Result[];
  readonly summary: Summary;
  readonly basis?: EvidenceAge;
  readonly finishedAt: string;
  /** Checks that fix can put right. */
  readonly fixable: readonly string[];
}

/** What a run comes to. */
export interface Ending {
  readonly ok: boolean;
  readonly text: string;
  readonly interrupted: boolean;
  readonly next?: string;
}

export type Job = 'apply' | 'destroy' | 'audit' | 'fix' | 'undo' | 'verify' | 'status' | 'plan' | 'ssh';

/** What a job asks while it runs. */
export interface JobQuestion {
  readonly kind: 'carry-out' | 'fix' | 'undo' | 'destroy';
  readonly plan: Plan;
  readonly risk: Risk;
  /** Of a fix: the failing checks that it is for; of an undo: those that the fix was for. */
  readonly checks: readonly string[];
  /** What `fix --undo` cannot revert. */
  readonly stays: readonly string[];
  /** What the steps will do exactly, by their ids. */
  readonly details: Readonly<Record<string, readonly string[]>>;
}

/** What a key asks before it begins something: no job runs yet. */
export type KeyQuestion =
  | { readonly kind: 'ssh'; readonly open: boolean }
  /** Looks open SSH from now on. */
  | { readonly kind: 'look' }
  | { readonly kind: 'retry' };

/** What would be written into the spec: `save`, what was answered on the way; `waive`, why a finding is accepted. */
export interface WriteQuestion {
  readonly kind: 'save' | 'waive';
  readonly path: string;
  /** The whole file as it would be. */
  readonly text: string;
  /** Lines of a unified diff. */
  readonly difference: readonly string[];
}

export type Question = JobQuestion | KeyQuestion | WriteQuestion;

/** Paths as they were typed, and what is wrong with what they lead to. */
export interface LocalFiles {
  readonly identity: string;
  readonly config: string;
  readonly faults: Readonly<Partial<Record<'identity' | 'config', string>>>;
}

export type Message =
  | { readonly type: 'key'; readonly key: Keypress }
  | { readonly type: 'resized'; readonly columns: number; readonly rows: number }
  /** Once a second while something runs: elapsed times move on. */
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
      /** A mesh that stands, as the file says it. */
      readonly living: PlanView | undefined;
    }
  | { readonly type: 'not-entered'; readonly trouble: Trouble }
  | { readonly type: 'regions'; readonly names: readonly string[] }
  | { readonly type: 'surveyed'; readonly survey: RegionSurvey }
  | { readonly type: 'unsurveyed'; readonly region: string; readonly why: string }
  | { readonly type: 'survey-failed'; readonly trouble: Trouble }
  | { readonly type: 'own-address'; readonly cidr: string }
  /** What is wrong with files of this machine, as they were named then. */
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
  /** The mesh as it stands beside what the file says, looked at anew. */
  | { readonly type: 'stands'; readonly living: PlanView }
  | { readonly type: 'audited'; readonly audited: Audited }
  | { readonly type: 'ended'; readonly job: Job; readonly ending: Ending }
  /** Until when SSH is open by a temporary rule, ms since the epoch: in the past where nobody took it away; undefined: closed. */
  | { readonly type: 'ssh-window'; readonly until: number | undefined }
  | { readonly type: 'written'; readonly path: string; readonly what: string }
  /** One line that stands until the next key. */
  | { readonly type: 'told'; readonly text: string; readonly bad?: true };
