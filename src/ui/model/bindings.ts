/** Every key of the wizard, once: what it is called, where it works and what it does. Footers, help and docs/keys.md are made of it. */

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

/** Moves the cursor, or what is in sight. It changes the view and nothing else, on every screen. */
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
  /** As `keyOf` writes them; the first is the one that footers show. */
  readonly keys: readonly string[];
  /** In the footer: a word or two. */
  readonly label: string;
  /** In the help: a sentence. */
  readonly does: string;
  /** Not in the footer: keys that everybody tries anyway. */
  readonly quiet?: true;
}

export const screenTitles: Readonly<Record<ScreenName, string>> = {
  welcome: 'Welcome',
  regions: 'Regions and VPCs',
  concentrators: 'Concentrators',
  access: 'Access and services',
  plan: 'Plan',
  run: 'Run',
  proof: 'Proof',
  audit: 'Audit',
  home: 'Home',
};

const move: readonly Binding<Movement>[] = [
  { action: 'up', keys: ['up', 'k'], label: 'move', does: 'one row up', quiet: true },
  { action: 'down', keys: ['down', 'j'], label: 'move', does: 'one row down', quiet: true },
  { action: 'pageUp', keys: ['pageUp'], label: 'page up', does: 'a page up', quiet: true },
  { action: 'pageDown', keys: ['pageDown'], label: 'page down', does: 'a page down', quiet: true },
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
const back = one('back', 'escape', 'back', 'to the screen before; no answer is lost');
const formBack = one('back', 'escape', 'back', 'take back what was typed in this field, or else to the screen before');
const ssh = one(
  'ssh',
  'o',
  'SSH',
  "look again, with SSH opened for the time of each look (asks first), or by the hosts' own reports",
);
const filter = one('filter', '/', 'filter', 'show only rows with what you type; Esc shows all');
const formKeys: readonly Binding<Movement>[] = [
  { action: 'up', keys: ['up'], label: 'field', does: 'the field above', quiet: true },
  { action: 'down', keys: ['down', 'tab'], label: 'field', does: 'the field below', quiet: true },
  {
    action: 'left',
    keys: ['left'],
    label: 'choose',
    does: 'the choice before, or the cursor to the left',
    quiet: true,
  },
  one('right', 'right', 'choose', 'the next choice, or the cursor to the right'),
];

export const everywhere: readonly Binding<'help' | 'quit' | 'stop'>[] = [
  one('help', '?', 'keys', 'what is this screen for, and its keys'),
  one('quit', 'q', 'quit', 'leave; what was built stays, and the next start goes on from it'),
  {
    action: 'stop',
    keys: ['interrupt'],
    label: 'stop',
    does: 'finish the call under way, then leave; twice: leave at once',
    quiet: true,
  },
];

export const bindings = {
  welcome: [
    ...move,
    next('choose', 'go on with what the cursor is on'),
    one('again', 'r', 'retry', 'ask AWS again who you are'),
  ],
  regions: [
    ...move,
    one('toggle', 'space', 'select', 'take the VPC into the mesh, or out of it'),
    filter,
    one('open', 'o', 'open mesh', 'go on with the mesh that is in this VPC already'),
    one('again', 'r', 'scan again', 'read all regions again'),
    next('next', 'to the concentrators'),
    back,
  ],
  concentrators: [...formKeys, next('next', 'to access and services'), formBack],
  access: [...formKeys, next('plan', 'look at AWS and show the plan'), formBack],
  plan: [
    ...move,
    one(
      'accept',
      'y',
      'apply',
      'write the spec and carry out the plan; where it deletes something, after `yes` was typed',
    ),
    one('save', 's', 'save spec', 'show what writing the spec would change in its file, then ask'),
    one('policy', 'p', 'policy', 'the least IAM policy that the plan needs; again: back to the steps'),
    one('map', 'm', 'map', 'the mesh, drawn; again: back to the steps'),
    one('again', 'r', 'look again', 'make the plan anew'),
    next('home', 'to the home of the mesh, where nothing is to be done'),
    back,
  ],
  run: [
    ...move,
    next('go on', 'to what comes next, once the run has ended'),
    one('again', 'r', 'retry', 'go on from what is there, after a failure; asks first'),
    back,
  ],
  proof: [
    ...move,
    next('audit', 'to the audit'),
    one('again', 'r', 'probe again', 'probe every pair again'),
    ssh,
    back,
  ],
  audit: [
    ...move,
    { action: 'left', keys: ['left'], label: 'back', does: 'a page back in the finding', quiet: true },
    { action: 'right', keys: ['right'], label: 'on', does: 'a page on in the finding', quiet: true },
    one('fix', 'f', 'fix', 'show exactly what would put this finding right, then ask'),
    one('fixSafe', 'a', 'fix all safe', 'the same for all findings whose remedy interrupts nothing'),
    one(
      'waive',
      'w',
      'waive',
      'accept this finding, with a reason, until a date; shows what that writes into the spec, then asks',
    ),
    one('undo', 'u', 'undo', 'go back to how it was before the last fix'),
    one('export', 'e', 'export', 'write the report as JSON and Markdown'),
    one('all', 't', 'all', 'show also what passes, or only what does not'),
    filter,
    one('again', 'r', 'again', 'audit again'),
    ssh,
    next('home', 'to the home of the mesh'),
    back,
  ],
  home: [
    ...move,
    next('choose', 'do what the cursor is on'),
    one('again', 'r', 'look again', 'ask every tunnel again'),
    ssh,
  ],
} satisfies Readonly<Record<ScreenName, readonly Binding[]>>;

/** What a screen does besides moving and filtering, which are the same everywhere: what its keys say, and no more. */
export type DeedOf<S extends ScreenName> = Exclude<(typeof bindings)[S][number]['action'], Movement | 'filter'>;

/** Of a question that waits on any screen. No key that goes on elsewhere, such as Enter, says yes. */
export const questionKeys: readonly Binding<Movement | 'accept' | 'back'>[] = [
  ...move,
  {
    action: 'accept',
    keys: ['y'],
    label: 'yes, do it',
    does: 'carry out what is shown; a plan that deletes wants `yes` typed after it',
  },
  { action: 'back', keys: ['escape', 'n'], label: 'no', does: 'leave everything as it is' },
];
