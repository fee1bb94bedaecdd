/** The wizard's whole state, as one value. */

import type { RegionSurvey } from '#mesh/observed/survey.ts';
import type { Draft } from '#mesh/spec/draft.ts';
import { emptyDraft } from '#mesh/spec/draft.ts';
import type { Action, ScreenName } from './bindings.ts';
import { asking, idle, type Remote } from './loading.ts';
import type {
  Account,
  Audited,
  EvidenceAge,
  Job,
  LocalFiles,
  PlanView,
  Probe,
  Question,
  Target,
  Tunnel,
} from './messages.ts';
import { emptyRun, type RunState } from './run-state.ts';
import type { TextField } from './text-field.ts';

export interface Notice {
  readonly text: string;
  readonly bad: boolean;
  /** About something that is still running: no tick. */
  readonly going?: true;
  /** Says why an action is disabled; disappears when that changes. */
  readonly refused?: { readonly screen: ScreenName; readonly action: Action };
}

export interface Survey {
  readonly names: Remote<readonly string[]>;
  readonly seen: Readonly<Record<string, RegionSurvey>>;
  readonly unseen: Readonly<Record<string, string>>;
}

/** Text input outside of forms. */
export interface Entry {
  readonly for: 'filter' | 'waive-reason' | 'waive-expires' | 'destroy' | 'yes';
  readonly field: TextField;
}

/** A question, and since when it is visible without a premature key, ms since the epoch. */
export interface Asked {
  readonly question: Question;
  readonly shownAt: number;
}

/** Further results of a read. */
interface ReadOutcome {
  readonly unknown: readonly string[];
  readonly basis: EvidenceAge | undefined;
  /** ms since the epoch. */
  readonly at: number;
}

export interface Wizard {
  readonly screen: ScreenName;
  readonly help: boolean;
  readonly columns: number;
  readonly rows: number;
  /** For elapsed times, ms since the epoch. */
  readonly now: number;
  readonly notice: Notice | undefined;
  /** The running job; Ctrl-C stops it. */
  readonly job: Job | undefined;
  readonly stopping: boolean;
  /** The program exits as soon as left jobs have ended. */
  readonly quitting: boolean;
  /** The job was confirmed and changes something: it cannot be left before its end. */
  readonly changing: boolean;
  readonly place: Target;
  readonly account: Remote<Account>;
  readonly entering: boolean;
  /** The open mesh: going back to the first screen and on again loses nothing. */
  readonly entered: Target | undefined;
  readonly file: string;
  readonly written: boolean;
  readonly draft: Draft;
  readonly survey: Survey;
  /** Undefined until they were checked. */
  readonly files: LocalFiles | undefined;
  /** The selected field of each form. */
  readonly fields: Readonly<Record<'concentrators' | 'access', number>>;
  /** The form field that is being edited, and its value before. */
  readonly typing: (TextField & { readonly before: string }) | undefined;
  /** Key of each list's selected row; first visible line of text. */
  readonly cursors: Readonly<Partial<Record<ScreenName | 'question' | 'finding' | 'help', string | undefined>>>;
  readonly filters: Readonly<Partial<Record<ScreenName, string>>>;
  readonly entry: Entry | undefined;
  readonly waiveReason: string;
  readonly planned: Remote<PlanView>;
  /** Since when the plan is visible without a premature y, ms since the epoch. */
  readonly planShownAt: number;
  readonly planView: 'steps' | 'policy' | 'map';
  readonly run: RunState;
  readonly asked: Asked | undefined;
  /** The existing mesh. */
  readonly living: PlanView | undefined;
  /** When it was read, ms since the epoch. */
  readonly livingAt: number;
  readonly probes: Remote<{ readonly probes: readonly Probe[] } & ReadOutcome>;
  readonly tunnels: Remote<{ readonly tunnels: readonly Tunnel[] } & ReadOutcome>;
  /** A sandbox was entered and is up: it stays up after a switch to AWS, and after the wizard. */
  readonly sandboxUp: boolean;
  /** The mesh was destroyed in this session. */
  readonly gone: boolean;
  /** When the tunnels were last read, ms since the epoch. */
  readonly lookedAt: number;
  /** Whether home reads the tunnels repeatedly. */
  readonly watching: boolean;
  readonly audit: Remote<Audited>;
  readonly showPassing: boolean;
  /** Expiry of a temporary SSH rule, ms since the epoch; afterwards it stays until its host or the next run closes it. */
  readonly sshOpenUntil: number | undefined;
  /** Whether reading hosts opens SSH; otherwise their own reports are used. */
  readonly openSsh: boolean;
}

export interface Beginning {
  readonly columns: number;
  readonly rows: number;
  readonly now: number;
  /** Started with --sandbox: the place is chosen. */
  readonly place?: Target;
}

export function beginning({ columns, rows, now, place }: Beginning): Wizard {
  return {
    screen: 'welcome',
    help: false,
    columns,
    rows,
    now,
    notice: undefined,
    job: undefined,
    stopping: false,
    changing: false,
    quitting: false,
    place: place ?? 'aws',
    sandboxUp: false,
    account: asking,
    entering: place !== undefined,
    entered: undefined,
    file: 'vpnmesh.yaml',
    written: false,
    draft: emptyDraft,
    survey: { names: idle, seen: {}, unseen: {} },
    files: undefined,
    fields: { concentrators: 0, access: 0 },
    typing: undefined,
    cursors: {},
    filters: {},
    entry: undefined,
    waiveReason: '',
    planned: idle,
    planShownAt: 0,
    planView: 'steps',
    run: emptyRun,
    asked: undefined,
    living: undefined,
    livingAt: 0,
    probes: idle,
    tunnels: idle,
    gone: false,
    lookedAt: 0,
    watching: false,
    audit: idle,
    showPassing: false,
    sshOpenUntil: undefined,
    openSsh: false,
  };
}
