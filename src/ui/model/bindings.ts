/** Every key of the wizard: name, label, and what it does. Footers, help and docs/keys.md come from this table. */

export type ScreenName =
  | 'welcome'
  | 'regions'
  | 'concentrators'
  | 'access'
  | 'plan'
  | 'run'
  | 'proof'
  | 'audit'
  | 'home';

/** Moves the cursor or scrolls. It only changes the view, on every screen. */
export type Movement = (typeof movements)[number];
const movements = ['up', 'down', 'left', 'right', 'pageUp', 'pageDown', 'first', 'last'] as const;

export const isMovement = (action: Action): action is Movement => movements.some((one) => one === action);

export type Action =
  | Movement
  | 'next'
  | 'back'
  | 'toggle'
  | 'filter'
  | 'open'
  | 'again'
  | 'save'
  | 'policy'
  | 'map'
  | 'accept'
  | 'fix'
  | 'fixSafe'
  | 'waive'
  | 'export'
  | 'undo'
  | 'all'
  | 'ssh'
  | 'help'
  | 'quit'
  | 'stop';

export interface Binding<A extends Action = Action> {
  readonly action: A;
  /** As `keyOf` writes them; footers show the first. */
  readonly keys: readonly string[];
  /** For the footer: a word or two. */
  readonly label: string;
  /** For the help: a phrase. */
  readonly does: string;
  /** Not in the footer: keys that everyone tries anyway. */
  readonly quiet?: true;
}

export const screenTitles: Readonly<Record<ScreenName, string>> = {
  welcome: 'Welcome',
  regions: 'Regions and VPCs',
  concentrators: 'Concentrators',
  access: 'Access and services',
  plan: 'Plan',
  run: 'Run',
  proof: 'Verify',
  audit: 'Audit',
  home: 'Home',
};

const move: readonly Binding<Movement>[] = [
  { action: 'up', keys: ['up', 'k'], label: 'move', does: 'one row up', quiet: true },
  { action: 'down', keys: ['down', 'j'], label: 'move', does: 'one row down', quiet: true },
  { action: 'pageUp', keys: ['pageUp'], label: 'page up', does: 'one page up', quiet: true },
  { action: 'pageDown', keys: ['pageDown'], label: 'page down', does: 'one page down', quiet: true },
  { action: 'first', keys: ['home', 'g'], label: 'first', does: 'the first row', quiet: true },
  { action: 'last', keys: ['end', 'G'], label: 'last', does: 'the last row', quiet: true },
];
const one = <A extends Action>(action: A, key: string, label: string, does: string): Binding<A> => ({
  action,
  keys: [key],
  label,
  does,
});
const next = (label: string, does: string): Binding<'next'> => one('next', 'enter', label, does);
const back = one('back', 'escape', 'back', 'previous screen; keeps all answers');
const formBack = one('back', 'escape', 'back', 'undo typing in this field, or previous screen');
const ssh = one('ssh', 'o', 'SSH', 'switch between reading hosts over SSH (asks first) and from their own reports');
const filter = one('filter', '/', 'filter', 'show only matching rows; Esc shows all');
const formKeys: readonly Binding<Movement>[] = [
  { action: 'up', keys: ['up'], label: 'field', does: 'previous field', quiet: true },
  { action: 'down', keys: ['down', 'tab'], label: 'field', does: 'next field', quiet: true },
  {
    action: 'left',
    keys: ['left'],
    label: 'choose',
    does: 'previous choice, or cursor left',
    quiet: true,
  },
  one('right', 'right', 'choose', 'next choice, or cursor right'),
];

export const everywhere: readonly Binding<'help' | 'quit' | 'stop'>[] = [
  one('help', '?', 'keys', 'what this screen is for, and its keys'),
  one('quit', 'q', 'quit', 'quit; what was built stays, and the next start resumes'),
  {
    action: 'stop',
    keys: ['interrupt'],
    label: 'stop',
    does: 'finish running calls, then quit; twice: quit at once',
    quiet: true,
  },
];

export const bindings = {
  welcome: [
    ...move,
    next('choose', 'continue with the selected row'),
    one('again', 'r', 'retry', 'check credentials again'),
  ],
  regions: [
    ...move,
    one('toggle', 'space', 'select', 'add the VPC to the mesh, or remove it'),
    filter,
    one('open', 'o', 'open mesh', 'open the mesh that already exists in this VPC'),
    one('again', 'r', 'scan again', 'read all regions again'),
    next('next', 'continue to the concentrators'),
    back,
  ],
  concentrators: [...formKeys, next('next', 'continue to access and services'), formBack],
  access: [...formKeys, next('plan', 'read AWS and show the plan'), formBack],
  plan: [
    ...move,
    one(
      'accept',
      'y',
      'apply',
      'write the spec and execute the plan; if it deletes something, only after you type `yes`',
    ),
    one('save', 's', 'save spec', 'show the changes to the spec file, then ask'),
    one('policy', 'p', 'policy', 'the least-privilege IAM policy for the plan; again: back to the steps'),
    one('map', 'm', 'map', 'a map of the mesh; again: back to the steps'),
    one('again', 'r', 'plan again', 'read AWS and plan again'),
    next('home', 'continue to the home screen, if there is nothing to do'),
    back,
  ],
  run: [
    ...move,
    next('continue', 'continue, once the run has ended'),
    one('again', 'r', 'retry', 'resume after a failure; asks first'),
    back,
  ],
  proof: [
    ...move,
    next('audit', 'continue to the audit'),
    one('again', 'r', 'probe again', 'probe every pair again'),
    ssh,
    back,
  ],
  audit: [
    ...move,
    { action: 'left', keys: ['left'], label: 'back', does: 'previous page of the finding', quiet: true },
    { action: 'right', keys: ['right'], label: 'forward', does: 'next page of the finding', quiet: true },
    one('fix', 'f', 'fix', 'show the exact fix for this finding, then ask'),
    one('fixSafe', 'a', 'fix all safe', 'the same for all findings with a safe fix'),
    one(
      'waive',
      'w',
      'waive',
      'waive this finding, with a reason and an expiry date; shows the change to the spec, then asks',
    ),
    one('undo', 'u', 'undo', 'undo the last fix'),
    one('export', 'e', 'export', 'write the report as JSON and Markdown'),
    one('all', 't', 'all', 'show or hide passing checks'),
    filter,
    one('again', 'r', 'audit again', 'run every check again'),
    ssh,
    next('home', 'continue to the home screen'),
    back,
  ],
  home: [
    ...move,
    next('choose', 'run the selected action'),
    one('again', 'r', 'refresh', 'read every tunnel again'),
    ssh,
  ],
} satisfies Readonly<Record<ScreenName, readonly Binding[]>>;

/** A screen's own actions, without moving and filtering: exactly those of its keys. */
export type DeedOf<S extends ScreenName> = Exclude<(typeof bindings)[S][number]['action'], Movement | 'filter'>;

/** For an open question on any screen. No key that means "continue" elsewhere, such as Enter, confirms. */
export const questionKeys: readonly Binding<Movement | 'accept' | 'back'>[] = [
  ...move,
  {
    action: 'accept',
    keys: ['y'],
    label: 'yes',
    does: 'execute what is shown; a plan that deletes also asks you to type `yes`',
  },
  { action: 'back', keys: ['escape', 'n'], label: 'no', does: 'change nothing' },
];
