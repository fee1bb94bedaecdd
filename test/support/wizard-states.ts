/** States of the wizard, reached as an operator reaches them: by keys, and by what the world answers. */
import type { Result } from '#audit/result.ts';
import { summarize } from '#audit/summary.ts';
import type { RegionSurvey } from '#mesh/observed/survey.ts';
import { planOf, type Step } from '#mesh/plan/steps.ts';
import { costOf } from '#mesh/prices.ts';
import { emptyDraft } from '#mesh/spec/draft.ts';
import type { Effect } from '#ui/model/effects.ts';
import { type Keypress, pressed, typed } from '#ui/model/keypress.ts';
import type { JobQuestion, Message, PlanView, Question, Target } from '#ui/model/messages.ts';
import { beginning, type Wizard } from '#ui/model/state.ts';
import { update } from '#ui/model/update.ts';

const named = [
  'up',
  'down',
  'left',
  'right',
  'enter',
  'escape',
  'tab',
  'backspace',
  'delete',
  'interrupt',
  'home',
  'end',
  'pageUp',
  'pageDown',
];

/** `down`, `enter` and so on are keys; anything else is typed, character by character. */
export function keysOf(...words: readonly string[]): readonly Keypress[] {
  return words.flatMap((word) =>
    named.includes(word) ? [pressed(word as 'up')] : word === 'space' ? [typed(' ')] : [...word].map(typed),
  );
}

/** When all begins. */
const beginsAt = Date.parse('2026-11-25T12:00:00Z');

export interface Played {
  readonly state: Wizard;
  readonly effects: readonly Effect[];
}

export function play(from: Wizard, ...messages: readonly (Message | readonly Keypress[])[]): Played {
  let state = from;
  const effects: Effect[] = [];
  const all = messages.flatMap((one): readonly Message[] =>
    'type' in one ? [one] : one.map((key): Message => ({ type: 'key', key })),
  );
  for (const message of all) {
    // A question is read before it is answered, and so is a plan.
    const shownAt = state.asked?.shownAt ?? (state.screen === 'plan' ? state.planShownAt : undefined);
    if (message.type === 'key' && shownAt !== undefined) {
      state = update(state, { type: 'tick', now: Math.max(state.now, shownAt + 1000) })[0];
    }
    const [next, asked] = update(state, message);
    state = next;
    effects.push(...asked);
  }
  return { state, effects };
}

export const start = (columns = 80, rows = 24): Wizard => beginning({ columns, rows, now: beginsAt });

export const account = { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/ana' };

export const surveyOf = (
  region: string,
  second: number,
  more: Partial<RegionSurvey['vpcs'][number]> = {},
): RegionSurvey => ({
  region,
  vpcs: [
    {
      id: `vpc-0000000${second}`,
      region,
      name: `net-${region}`,
      cidrs: [`10.${second}.0.0/16`],
      subnets: [
        { id: `subnet-0000000${second}`, zone: `${region}a`, cidr: `10.${second}.0.0/24`, isPublic: true },
        { id: `subnet-1000000${second}`, zone: `${region}b`, cidr: `10.${second}.1.0/24`, isPublic: false },
      ],
      meshes: [],
      ...more,
    },
  ],
});

const step = (
  concentrator: string,
  kind: string,
  change: Step['change'],
  describe: string,
  dependsOn: readonly string[] = [],
): Step =>
  ({
    id: `${concentrator}/${kind}`,
    kind,
    change,
    describe,
    risk: 'safe',
    dependsOn,
    concentrator,
    region: concentrator,
  }) as unknown as Step;

export const names = ['eu-west-1', 'us-east-1'] as const;

export function plannedOf(concentrators: readonly string[], built = false): PlanView {
  const steps = concentrators.flatMap((name) => [
    step(name, 'instance.run', 'create', `instance t3.small for ${name}`),
    step(name, 'host.prepare', 'host', `prepare ${name}`),
    step(name, 'host.initiate', 'host', `bring up the tunnels of ${name}`),
  ]);
  return {
    plan: planOf('corp', built ? [] : steps, []),
    obstacles: [],
    members: concentrators.map((name) => ({ name, region: name, vpcId: `vpc-${name}`, built })),
    tunnels: concentrators.flatMap((a, index) => concentrators.slice(index + 1).map((b) => [a, b] as const)),
    quotas: [],
    writes: { put: 12, taken: 0 },
    costs: {
      more: costOf(built ? [] : concentrators.map(() => 't3.small'), built ? 0 : concentrators.length),
      less: costOf([], 0),
    },
    policy: ['{', '  "ec2:RunInstances",', '  "iam:PassRole"', '}'],
  };
}

/** A plan that takes a member away. */
export function deleting(): PlanView {
  const [first, second] = names;
  const steps = [
    step(first, 'host.configure', 'host', `connections of ${first}`),
    step(second, 'instance.terminate', 'delete', 'instance i-0a1b2c3d'),
    step(second, 'address.release', 'delete', 'Elastic IP 198.51.100.9'),
  ];
  return {
    ...plannedOf(names, true),
    plan: planOf('corp', steps, []),
    costs: { more: costOf([], 0), less: costOf(['t3.small'], 1) },
  };
}

const entered = {
  type: 'entered',
  place: 'aws',
  account,
  file: 'vpnmesh.yaml',
  draft: { ...emptyDraft, sshFrom: '203.0.113.7/32' },
  written: false,
  living: undefined,
} as const satisfies Message;

export const enteredAs = (place: Target) => ({ ...entered, place });

const surveyed: readonly Message[] = [
  { type: 'regions', names: [...names, 'us-west-2'] },
  { type: 'surveyed', survey: surveyOf('us-east-1', 1) },
  { type: 'surveyed', survey: surveyOf('eu-west-1', 2) },
  { type: 'surveyed', survey: { region: 'us-west-2', vpcs: [] } },
];

export const atRegions = (from = start()): Wizard =>
  play(from, { type: 'identified', account }, keysOf('enter'), entered, ...surveyed).state;
export const atConcentrators = (from = start()): Wizard =>
  play(atRegions(from), keysOf('space', 'down', 'space', 'enter')).state;
export const atAccess = (from = start()): Wizard => play(atConcentrators(from), keysOf('enter')).state;
export const atPlan = (from = start(), planned = plannedOf(names)): Wizard =>
  play(atAccess(from), keysOf('enter'), { type: 'planned', planned, at: beginsAt }, ended('plan')).state;
export const atRun = (from = start(), planned = plannedOf(names)): Wizard =>
  play(atPlan(from, planned), keysOf('y')).state;

export function ended(job: Extract<Message, { type: 'ended' }>['job'], ok = true, text = 'done'): Message {
  return { type: 'ended', job, ending: { ok, text, interrupted: false, ...(ok ? {} : { next: 'r resumes' }) } };
}

export const probed: Message = {
  type: 'probed',
  unknown: [],
  probes: [
    { from: 'eu-west-1', to: 'us-east-1', rttMs: 80.2, lossPct: 0, pathMtu: 1438, ok: true },
    { from: 'us-east-1', to: 'eu-west-1', rttMs: null, lossPct: 100, pathMtu: null, ok: false },
  ],
};

export const atProof = (from = start()): Wizard => play(atRun(from), probed, ended('apply'), keysOf('enter')).state;

export function result(check: string, change: Partial<Result> = {}): Result {
  return {
    check,
    title: `Title of ${check}`,
    severity: 'high',
    status: 'fail',
    fingerprint: `${check} us-east-1`,
    resource: { type: 'vpnmesh::Concentrator', id: 'i-0a1b2c3d', region: 'us-east-1', concentrator: 'us-east-1' },
    message: `what was found by ${check}`,
    expected: false,
    actual: true,
    remedy: { risk: 'safe', summary: 'repair it' },
    references: [{ source: 'CIS', id: '1.2' }],
    ...change,
  } as Result;
}

export function auditedOf(results: readonly Result[], fixable: readonly string[] = []): Message {
  const audited = { results, summary: summarize(results), finishedAt: '2026-11-25T12:00:05Z', fixable };
  return { type: 'audited', audited };
}

export const audited = auditedOf(
  [
    result('os.updates', { severity: 'low', remedy: { risk: 'guidance', summary: 'by hand' } as Result['remedy'] }),
    result('aws.source-dest-check', { severity: 'critical' }),
    result('sysctl.ip-forward', { remedy: { risk: 'disruptive', summary: 'reload' } as Result['remedy'] }),
    result('ipsec.sas', {
      status: 'unknown',
      reason: { kind: 'unreachable', detail: 'no answer' },
    } as Partial<Result>),
    result('time.chrony', { status: 'pass' }),
  ],
  ['aws.source-dest-check', 'sysctl.ip-forward'],
);

export const atAudit = (from = start()): Wizard => play(atProof(from), keysOf('enter'), audited, ended('audit')).state;

const living: Message = { ...entered, written: true, living: plannedOf(names, true) } as Message;
export const atHome = (from = start()): Wizard =>
  play(
    from,
    { type: 'identified', account },
    keysOf('enter'),
    living,
    {
      type: 'tunnels',
      unknown: [],
      tunnels: [{ a: 'eu-west-1', b: 'us-east-1', state: 'up', detail: '840 bytes there, 840 back' }],
    },
    ended('status'),
  ).state;

const safe = step('us-east-1', 'interface.check', 'update', 'source/dest check off');

/** What a job asks, a moment after all began. */
export function askedOf(change: Partial<JobQuestion> = {}): Message {
  const asked: JobQuestion = {
    ...{ kind: 'fix', risk: 'safe', plan: planOf('corp', [safe], []), checks: ['aws.source-dest-check'] },
    stays: ['packages that were installed'],
    details: { 'us-east-1/interface.check': ['ec2:ModifyNetworkInterfaceAttribute SourceDestCheck=false'] },
    ...change,
  };
  return { type: 'asked', question: asked, at: beginsAt + 1000 };
}

export const question = askedOf();

/** What a key would write into the spec. */
export const writing = (kind: 'save' | 'waive'): Message => ({
  type: 'asked',
  question: {
    kind,
    path: '/home/ana/vpnmesh.yaml',
    text: 'mesh: corp\n',
    difference: [' # mine', '-mesh: old', '+mesh: corp'],
  },
  at: beginsAt + 1000,
});

/** What is asked of each kind by a job of its own, on the screen that began it. */
export const asking: Readonly<Record<Question['kind'], (from?: Wizard) => Wizard>> = {
  fix: (from = start()) => play(atAudit(from), keysOf('f'), question).state,
  undo: (from = start()) => play(atAudit(from), keysOf('u'), askedOf({ kind: 'undo' })).state,
  'carry-out': (from = start()) => play(atRun(from), askedOf({ kind: 'carry-out', checks: [], stays: [] })).state,
  destroy: (from = start()) =>
    play(
      atHome(from),
      keysOf('end', 'up', 'enter', 'corp', 'enter'),
      askedOf({ kind: 'destroy', checks: [], stays: [] }),
    ).state,
  ssh: (from = start()) => play(atHome(from), keysOf('end', 'up', 'up', 'up', 'enter')).state,
  look: (from = start()) => play(atHome(from), keysOf('o')).state,
  save: (from = start()) => play(atPlan(from), keysOf('s'), writing('save')).state,
  waive: (from = start()) => play(atAudit(from), keysOf('w', 'trial', 'enter', 'enter'), writing('waive')).state,
  retry: (from = start()) => play(atRun(from), ended('apply', false, '1 failed'), keysOf('r')).state,
};

const of = (state: Wizard, ...messages: Parameters<typeof play>[1][]): Wizard => play(state, ...messages).state;
const clean = auditedOf([result('time.chrony', { status: 'pass' })]);
const trouble = { message: 'ec2:DescribeVpcs is denied', next: 'allow it for this identity' };
const known: Message = { type: 'identified', account };

/** Every screen in every state that an operator can meet, with lists that are empty, work under way, and whatever is asked. */
export const allStates: Readonly<Record<string, Wizard>> = {
  'welcome, asking': start(),
  'welcome, known': of(start(), known),
  'welcome, no credentials': of(start(), { type: 'unidentified', trouble }),
  'welcome, entering': of(start(), keysOf('down', 'enter')),
  'welcome, come back to': of(atRegions(), keysOf('escape')),
  'regions, empty': of(start(), known, keysOf('enter'), entered),
  'regions, not to be had': of(start(), known, keysOf('enter'), entered, { type: 'survey-failed', trouble }),
  regions: atRegions(),
  'regions, chosen': of(atRegions(), keysOf('space', 'down', 'space')),
  'regions, a mesh is there': of(atRegions(), {
    type: 'surveyed',
    survey: surveyOf('eu-west-1', 2, { meshes: ['prod'] }),
  }),
  'regions, filtering': of(atRegions(), keysOf('/', 'eu')),
  'regions, filtered': of(atRegions(), keysOf('/', 'eu', 'enter')),
  'regions, filtered to nothing': of(atRegions(), keysOf('/', 'nowhere', 'enter')),
  concentrators: atConcentrators(),
  'concentrators, a choice': of(atConcentrators(), keysOf('down')),
  access: atAccess(),
  'access, a choice': of(atAccess(), keysOf('down', 'down', 'down')),
  'plan, asking': of(atAccess(), keysOf('enter')),
  'plan, not to be had': of(atAccess(), keysOf('enter'), { type: 'not-planned', trouble }, ended('plan')),
  plan: atPlan(),
  'plan, policy': of(atPlan(), keysOf('p')),
  'plan, map': of(atPlan(), keysOf('m')),
  'plan, no steps': atPlan(start(), plannedOf(names, true)),
  'plan, no steps, map': of(atPlan(start(), plannedOf(names, true)), keysOf('m')),
  'plan, in the way': atPlan(start(), {
    ...plannedOf(names),
    obstacles: [{ what: 'no Elastic IP is left', next: 'raise it' }],
  }),
  'plan, deleting': atPlan(start(), deleting()),
  'plan, deleting, half typed': of(atPlan(start(), deleting()), keysOf('y', 'ye')),
  'plan, deleting, typed': of(atPlan(start(), deleting()), keysOf('y', 'yes')),
  'asked: carry-out, deleting': of(atRun(), askedOf({ kind: 'carry-out', plan: deleting().plan })),
  'asked: carry-out, deleting, typed': of(
    atRun(),
    askedOf({ kind: 'carry-out', plan: deleting().plan }),
    keysOf('y', 'yes'),
  ),
  ...Object.fromEntries(
    (['fix', 'undo'] as const).flatMap((kind) => {
      const asked = of(atAudit(), keysOf(kind[0] ?? ''), askedOf({ kind, plan: deleting().plan }));
      return [
        [`asked: ${kind}, deleting`, asked],
        [`asked: ${kind}, deleting, typed`, of(asked, keysOf('y', 'yes'))],
      ];
    }),
  ),
  'asked: retry, deleting': of(
    atPlan(start(), deleting()),
    keysOf('y', 'yes', 'enter'),
    ended('apply', false, '1 failed'),
    keysOf('r'),
  ),
  run: atRun(),
  'run, failed': of(atRun(), ended('apply', false, '1 failed')),
  'run, ended': of(atRun(), ended('apply')),
  'run, looking at what to destroy': of(atHome(), keysOf('end', 'up', 'enter', 'corp', 'enter')),
  'run, destroyed': of(atHome(), keysOf('end', 'up', 'enter', 'corp', 'enter'), ended('destroy')),
  proof: atProof(),
  'proof, by reports': { ...atProof(), openSsh: false },
  'proof, probing': of(atProof(), keysOf('r')),
  'proof, nobody': of(atProof(), { type: 'probed', probes: [], unknown: [] }),
  audit: atAudit(),
  'audit, by reports': { ...atAudit(), openSsh: false },
  'audit, reading': of(atProof(), keysOf('enter')),
  'audit, not to be had': of(atProof(), keysOf('enter'), ended('audit', false, 'no answer')),
  'audit, clean': of(atAudit(), clean),
  'audit, clean, all': of(atAudit(), clean, keysOf('t')),
  'audit, nothing at all': of(atAudit(), auditedOf([])),
  'audit, filtering': of(atAudit(), keysOf('/', 'os')),
  'audit, filtered to nothing': of(atAudit(), keysOf('/', 'no such check', 'enter')),
  'audit, fixing': of(atAudit(), keysOf('f')),
  'audit, fixing as agreed': of(asking.fix(), keysOf('y')),
  'audit, undoing': of(atAudit(), keysOf('u')),
  'audit, waiving': of(atAudit(), keysOf('w')),
  'audit, waiving until': of(atAudit(), keysOf('w', 'trial', 'enter')),
  home: atHome(),
  'home, looking': of(atHome(), keysOf('r')),
  'home, watching': of(atHome(), keysOf('down', 'down', 'enter')),
  'home, opening SSH': of(asking.ssh(), keysOf('y')),
  'home, destroying': of(atHome(), keysOf('end', 'up', 'enter')),
  'home, destroying, half typed': of(atHome(), keysOf('end', 'up', 'enter', 'cor')),
  ...Object.fromEntries(
    ['audit', 'verify', 'members', 'plan', 'open', 'close', 'quit'].map((row) => [
      `home, on ${row}`,
      { ...atHome(), cursors: { home: row } },
    ]),
  ),
  help: of(atRegions(), keysOf('?')),
  ...Object.fromEntries(Object.entries(asking).map(([kind, make]) => [`asked: ${kind}`, make()])),
  'asked late, of a job that was left': of(atAudit(), keysOf('f', 'enter'), question),
};
