/** Everything the wizard knows, as one value. */

import type { RegionSurvey } from '#mesh/observed/survey.ts';
import type { Draft } from '#mesh/spec/draft.ts';
import { emptyDraft } from '#mesh/spec/draft.ts';
import type { Action, ScreenName } from './bindings.ts';
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
import { asking, idle, type Remote } from './remote.ts';
import { emptyRun, type RunState } from './run-state.ts';
import type { TextField } from './text-field.ts';

export interface Notice {
  readonly text: string;
  readonly bad: boolean;
  /** It tells of what is not over yet: no tick. */
  readonly going?: true;
  /** It says why this cannot be done: it goes as soon as that can be, or for another reason cannot. */
  readonly refused?: { readonly screen: ScreenName; readonly action: Action };
}

export interface Survey {
  readonly names: Remote<readonly string[]>;
  readonly seen: Readonly<Record<string, RegionSurvey>>;
  readonly unseen: Readonly<Record<string, string>>;
}

/** Text that is being typed outside of the forms. */
export interface Entry {
  readonly for: 'filter' | 'waive-reason' | 'waive-expires' | 'destroy' | 'yes';
  readonly field: TextField;
}

/** A question, and since when it is on the screen and no key came too soon, ms since the epoch. */
export interface Asked {
  readonly question: Question;
  readonly shownAt: number;
}

/** What a look came to besides its answer. */
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
  /** What is under way; Ctrl-C stops it. */
  readonly job: Job | undefined;
  readonly stopping: boolean;
  /** The program ends as soon as what was left behind has ended. */
  readonly quitting: boolean;
  /** It was answered yes to: it changes something, and is not left before it has ended. */
  readonly changing: boolean;
  readonly place: Target;
  readonly account: Remote<Account>;
  readonly entering: boolean;
  /** Whose mesh is open: going back to the first screen and on again loses nothing. */
  readonly entered: Target | undefined;
  readonly file: string;
  readonly written: boolean;
  readonly draft: Draft;
  readonly survey: Survey;
  /** Undefined until they were looked at. */
  readonly files: LocalFiles | undefined;
  /** The field under the cursor of each form. */
  readonly fields: Readonly<Record<'concentrators' | 'access', number>>;
  /** The field of a form that is being typed into, and what stood in it when that began. */
  readonly typing: (TextField & { readonly before: string }) | undefined;
  /** Key of the row under the cursor of each list; the first line in sight of what is only read. */
  readonly cursors: Readonly<Partial<Record<ScreenName | 'question' | 'finding' | 'help', string | undefined>>>;
  readonly filters: Readonly<Partial<Record<ScreenName, string>>>;
  readonly entry: Entry | undefined;
  readonly waiveReason: string;
  readonly planned: Remote<PlanView>;
  /** Since when the plan is in sight and no y came too soon, ms since the epoch. */
  readonly planShownAt: number;
  readonly planView: 'steps' | 'policy' | 'map';
  readonly run: RunState;
  readonly asked: Asked | undefined;
  /** What the mesh is, once it stands. */
  readonly living: PlanView | undefined;
  /** When that was seen, ms since the epoch: what is said of it is of then. */
  readonly livingAt: number;
  readonly probes: Remote<{ readonly probes: readonly Probe[] } & ReadOutcome>;
  readonly tunnels: Remote<{ readonly tunnels: readonly Tunnel[] } & ReadOutcome>;
  /** A sandbox was entered, so one is up: it stays when one goes on to AWS, and when one leaves. */
  readonly sandboxUp: boolean;
  /** The mesh was taken down here. */
  readonly gone: boolean;
  /** When the tunnels were asked last, ms since the epoch. */
  readonly lookedAt: number;
  /** The tunnels are asked again and again while home is shown. */
  readonly watching: boolean;
  readonly audit: Remote<Audited>;
  readonly showPassing: boolean;
  /** SSH is open by a temporary rule until then, ms since the epoch; past that until its host or the next run closes it. */
  readonly sshOpenUntil: number | undefined;
  /** Whether looks open SSH for their time; without it they go by the hosts' own reports. */
  readonly openSsh: boolean;
}

export interface Beginning {
  readonly columns: number;
  readonly rows: number;
  readonly now: number;
  /** Begun with --sandbox: the choice is made. */
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
