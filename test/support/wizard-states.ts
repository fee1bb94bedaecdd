/** States of the wizard, reached as an operator reaches them: by keys, and by what the world answers. */
import type { Result } from '#audit/result.ts';
import { summarize } from '#audit/summary.ts';
import { emptyDraft } from '#mesh/draft.ts';
import { planOf, type Step } from '#mesh/steps.ts';
import type { RegionSurvey } from '#mesh/survey.ts';
import { type Keypress, pressed, typed } from '#ui/model/keypress.ts';
import type { Effect, Message, Place, Planned } from '#ui/model/messages.ts';
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
];

/** `down`, `enter` and so on are keys; anything else is typed, character by character. */
export function keysOf(...words: readonly string[]): readonly Keypress[] {
  return words.flatMap((word) =>
    named.includes(word) ? [pressed(word as 'up')] : word === 'space' ? [typed(' ')] : [...word].map(typed),
  );
}

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
    const [next, asked] = update(state, message);
    state = next;
    effects.push(...asked);
  }
  return { state, effects };
}

export const start = (columns = 80, rows = 24): Wizard =>
  beginning({ columns, rows, now: Date.parse('2026-11-25T12:00:00Z') });

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

export function plannedOf(concentrators: readonly string[], built = false): Planned {
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
    room: [],
    policy: ['{', '  "ec2:RunInstances",', '  "iam:PassRole"', '}'],
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

export const enteredAs = (place: Place) => ({ ...entered, place });

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
  play(atAccess(from), keysOf('enter'), { type: 'planned', planned }, ended('plan')).state;
export const atRun = (from = start(), planned = plannedOf(names)): Wizard =>
  play(atPlan(from, planned), keysOf('y')).state;

export function ended(job: Extract<Message, { type: 'ended' }>['job'], ok = true, text = 'done'): Message {
  return { type: 'ended', job, ending: { ok, text, interrupted: false, ...(ok ? {} : { next: 'r goes on' }) } };
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
    remedy: { risk: 'safe', summary: 'mend it' },
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

export const question: Message = {
  type: 'asked',
  question: {
    kind: 'fix',
    risk: 'safe',
    plan: planOf('corp', [step('us-east-1', 'interface.check', 'update', 'source/dest check off')], []),
    checks: ['aws.source-dest-check'],
    stays: ['packages that were installed'],
    details: { 'us-east-1/interface.check': ['ec2:ModifyNetworkInterfaceAttribute SourceDestCheck=false'] },
  },
};
