/** Every screen in every state, drawn: it fits, says what it must, and needs neither colour nor drawing. */
import { render } from 'ink-testing-library';
import { afterEach, describe, expect, it } from 'vitest';
import type { Result } from '#audit/result.ts';
import { App } from '#ui/app.tsx';
import { glyphsFor } from '#ui/glyphs.ts';
import { type Keypress, keyOf } from '#ui/model/keypress.ts';
import type { Message } from '#ui/model/messages.ts';
import { homeActions } from '#ui/model/screens/home.ts';
import type { Wizard } from '#ui/model/state.ts';
import { drawn } from '../support/drawn.tsx';
import {
  account,
  allStates,
  asking,
  atAccess,
  atAudit,
  atConcentrators,
  atHome,
  atPlan,
  atProof,
  atRegions,
  atRun,
  audited,
  auditedOf,
  deleting,
  ended,
  keysOf,
  names,
  plannedOf,
  play,
  question,
  result,
  start,
} from '../support/wizard-states.ts';

const after = (state: Wizard, ...messages: Parameters<typeof play>[1][]): Wizard => play(state, ...messages).state;
const trouble = { message: 'ec2:DescribeVpcs is denied', next: 'allow it for this identity' };
const event = (part: object): Message =>
  ({ type: 'event', event: part, at: Date.parse('2026-11-25T12:00:01Z') }) as Message;
const [prepare] = plannedOf(names).plan.steps.filter(({ kind }) => kind === 'host.prepare');
const fleet = Array.from({ length: 100 }, (_, index) => `region-${String(index + 1).padStart(3, '0')}`);

const key = Object.fromEntries(names.map((name) => [name, '2b53f485'.repeat(8)]));
const wordy = auditedOf(
  ['the first', 'another', 'a third', 'one more', 'and a last'].map((id) =>
    result('mesh.keys-match', {
      title: 'Each end holds its peer',
      fingerprint: id,
      message: 'what the two ends say',
      expected: key,
      actual: key,
      remedy: { risk: 'disruptive', summary: `reload ${'and look '.repeat(20)}` } as Result['remedy'],
    }),
  ),
  ['mesh.keys-match'],
);

/** What each state must show at least. */
const states: Readonly<Record<string, readonly [(from?: Wizard) => Wizard, ...(string | RegExp)[]]>> = {
  'welcome, asking': [(from = start()) => from, 'checking credentials', 'no account? learn here'],
  'welcome, known': [
    (from = start()) => after(from, { type: 'identified', account }),
    'account 111122223333, as user/ana',
  ],
  'welcome, no credentials': [
    (from = start()) => after(from, { type: 'unidentified', trouble }),
    'ec2:DescribeVpcs is denied',
    'next: allow it',
  ],
  'welcome, entering the sandbox': [(from = start()) => after(from, keysOf('down', 'enter')), 'starting the sandbox'],
  'regions, asking': [
    (from = start()) => ({ ...atRegions(from), survey: { names: { state: 'asking' }, seen: {}, unseen: {} } }),
    'listing regions',
  ],
  regions: [atRegions, 'net-us-east-1', '10.2.0.0/16', '1 of 2', 'all 3 regions scanned; 1 without a VPC'],
  'regions, selected': [
    (from) => after(atRegions(from), keysOf('space', 'down', 'space')),
    '2 selected: eu-west-1, us-east-1',
  ],
  'regions, one unread': [
    (from) =>
      after(
        atRegions(from),
        { type: 'unsurveyed', region: 'ap-east-1', why: 'denied' },
        { type: 'regions', names: ['ap-east-1'] },
      ),
    '1 of 1 regions could not be read: ap-east-1: denied',
  ],
  'regions, not to be had': [(from) => after(atRegions(from), { type: 'survey-failed', trouble }), 'is denied'],
  'regions, filtering': [(from) => after(atRegions(from), keysOf('/', 'eu')), 'Filter: eu', 'Esc show all'],
  concentrators: [atConcentrators, 'Instance type:', 't3.small, about $15 a month', 'first public subnet: eu-west-1a'],
  'concentrators, last field': [
    (from) => after(atConcentrators(from), keysOf('down', 'down', 'down', 'down', 'down')),
    'not yet supported',
  ],
  'concentrators, wrong': [
    (from) => after(atConcentrators(from), keysOf('!', 'enter')),
    'Name of the mesh: 1 to 32 of a-z',
  ],
  access: [atAccess, 'SSH from:', '203.0.113.7/32', '/vpnmesh/corp', 'ICMP from the whole mesh'],
  'plan, asking': [(from) => after(atAccess(from), keysOf('enter')), 'reading AWS and planning'],
  plan: [atPlan, '+ instance t3.small for eu-west-1', '2 to create (+)', '4 on hosts (>)', '1 tunnel'],
  'plan, deleting': [
    (from) => atPlan(from, deleting()),
    '- deletes 1 instance, 1 Elastic IP',
    'about $19 a month less',
    'y writes vpnmesh.yaml (+12 -0 lines, s shows them)',
  ],
  'plan, deleting, asked': [
    (from) => after(atPlan(from, deleting()), keysOf('y', 'ye')),
    'Deletes 2 things, including 1 instance: type yes: ye',
  ],
  'plan, saving': [asking.save, 'Changes to /home/ana/vpnmesh.yaml:', '+mesh: corp', 'Write it?'],
  'home, asking to open SSH': [asking.ssh, 'TCP 22 from 203.0.113.7/32', 'Open it?', 'y yes'],
  'home, asking to look over SSH': [asking.look, 'Every read adds a rule', 'Open SSH for reads?'],
  'run, asking to go on': [asking.retry, 'This resumes the run:', 'Resume?'],
  'run, asking what to destroy': [asking.destroy, 'This deletes only the following:', '~ 1 network interface'],
  'plan, nothing to do': [(from) => atPlan(from, plannedOf(names, true)), 'In sync with the spec: nothing to do'],
  'plan, in the way': [
    (from) => atPlan(from, { ...plannedOf(names), obstacles: [{ what: 'no Elastic IP is left', next: 'raise it' }] }),
    'obstacle: no Elastic IP is left: raise it',
  ],
  'plan, not to be had': [
    (from) => after(atAccess(from), keysOf('enter'), { type: 'not-planned', trouble }),
    'is denied',
  ],
  'plan, policy': [(from) => after(atPlan(from), keysOf('p')), 'ec2:RunInstances', 'iam:PassRole'],
  'plan, map': [(from) => after(atPlan(from), keysOf('m')), 'eu-west-1', '0 of 1 tunnel up'],
  'plan of a hundred': [(from) => atPlan(from, plannedOf(fleet)), 'of 407 lines', '4950 tunnels'],
  'run, begun': [atRun, '0 of 6 steps done', 'waiting', '0 of 1 tunnel up'],
  'run, going on': [
    (from) =>
      after(
        atRun(from),
        event({ type: 'step-started', step: prepare }),
        event({ type: 'step-progress', step: prepare, text: 'installing strongSwan' }),
      ),
    'working',
    '1 running',
    'installing strongSwan',
  ],
  'run, failed': [
    (from) =>
      after(
        atRun(from),
        event({
          type: 'step-finished',
          report: {
            step: prepare,
            outcome: 'failed',
            startedAt: new Date(),
            durationMs: 10,
            error: { message: 'apt has no strongswan', next: 'look at its sources' },
          },
        }),
        ended('apply', false, '1 failed, 3 steps left'),
      ),
    '0 of 6 steps done: 1 failed, 3 steps left',
    'apt has no strongswan',
    'next: look at its sources',
  ],
  'run, ended': [
    (from) => after(atRun(from), ended('apply', true, 'the mesh stands')),
    'steps done: the mesh stands',
    'Enter continue',
  ],
  'run, a member joins': [
    (from) => {
      const three = plannedOf([...names, 'us-west-2']);
      const members = three.members.map((one) => ({ ...one, built: one.name !== 'us-west-2' }));
      return atRun(from, { ...three, members });
    },
    '1 of 3 tunnels up',
  ],
  'run of a hundred': [(from) => atRun(from, plannedOf(fleet)), '0 of 300 steps done', 'of 100'],
  'proof, probing': [(from) => after(atProof(from), keysOf('r')), 'probing every pair'],
  proof: [atProof, '1 of 2 directions carry forwarded traffic', '80.2 ms, 1438', 'no answer'],
  'audit, reading': [
    (from) =>
      after(
        atProof(from),
        keysOf('enter'),
        event({ type: 'look-started', what: 'region', name: 'us-east-1' }),
        event({ type: 'look-finished', what: 'host', name: 'eu-west-1', whole: true, text: 'read by SSH' }),
      ),
    '1 of 2 regions and hosts read',
    'host eu-west-1: read by SSH',
  ],
  audit: [
    atAudit,
    '4 of 5 evaluated: 3 failed, 0 waived, 1 passed; 1 unknown',
    'critical',
    'aws.source-dest-check',
    'safe: repair it',
    'CIS 1.2',
  ],
  'audit, unknown': [(from) => after(atAudit(from), keysOf('end')), 'unreachable: no answer'],
  'audit, all': [(from) => after(atAudit(from), keysOf('t', 'end')), 'time.chrony'],
  'audit, more to say than room': [
    (from) => after(atAudit(from), wordy),
    'what the two ends say (i-0a1b2c3d, us-east-1)',
    'check Each end holds its peer',
    'fix may interrupt traffic: reload and look',
  ],
  'audit, clean': [(from) => after(atAudit(from), auditedOf([])), 'no findings; t shows passing checks'],
  'audit, failed': [(from) => after(atAudit(from), keysOf('r'), ended('audit', false, 'no answer')), 'no answer'],
  'audit, question': [
    (from) => after(atAudit(from), keysOf('f'), question),
    'This fixes aws.source-dest-check:',
    'undo cannot revert: packages that were installed',
    'SourceDestCheck=false',
    'y yes',
  ],
  'audit, fixing': [(from) => after(atAudit(from), keysOf('f')), 'planning the fix'],
  'audit, waiving': [(from) => after(atAudit(from), keysOf('w')), 'Reason to waive aws.source-dest-check'],
  'audit, again': [(from) => after(atAudit(from), keysOf('r'), audited, ended('audit')), '3 fail'],
  'home, by reports': [
    (from) =>
      after(atHome(from), {
        type: 'tunnels',
        unknown: [],
        tunnels: [{ a: 'eu-west-1', b: 'us-east-1', state: 'up', detail: '' }],
        basis: { hosts: ['us-east-1'], seconds: 80 },
      }),
    'facts of us-east-1 from the beacon, up to 1 min 20 s old; o reads over SSH',
  ],
  'proof, by reports': [
    (from) =>
      after(atProof(from), { type: 'probed', unknown: [], probes: [], basis: { hosts: ['a', 'b'], seconds: 5 } }),
    'facts of a, b from the beacon, up to 5.0 s old; o reads over SSH',
  ],
  'regions, filtered': [(from) => after(atRegions(from), keysOf('/', 'eu', 'enter')), 'filter: eu (Esc shows all)'],
  home: [
    atHome,
    'mesh corp: 2 members, 1 tunnel',
    /in sync with the spec at \d\d:\d\d:\d\d UTC/,
    '1 of 1 tunnel up',
    '840 bytes there',
  ],
  'home, destroying': [(from) => after(atHome(from), keysOf('end', 'up', 'enter')), "Type the mesh's name (corp)"],
  help: [
    (from) => after(atRegions(from), keysOf('?')),
    'Every VPC that this identity can read',
    'add the VPC to the mesh',
  ],
};

const open: { unmount(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.unmount();
});

describe.each(Object.entries(states))('%s', (_, [state, ...said]) => {
  const flat = (lines: readonly string[]): string => lines.join(' ').replace(/\s+/g, ' ');

  it('fits into 80 x 24, one line left, and says it', () => {
    const lines = drawn(state(start(80, 24)));
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
    for (const words of said) {
      if (typeof words === 'string') expect(flat(lines)).toContain(words);
      else expect(flat(lines)).toMatch(words);
    }
  });

  it('fits into 60 x 15', () => {
    const lines = drawn(state(start(60, 15)));
    expect(lines.length).toBeLessThanOrEqual(14);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(60);
  });

  it('is ASCII where the terminal is', () => {
    expect(drawn(state(start(80, 24)), { unicode: false }).join('\n')).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it('is read one after the other by a screen reader, nothing drawn', () => {
    const lines = drawn(state(start(80, 24)), { linear: true });
    expect(lines.join('\n')).not.toMatch(/[─═╌◉○❯]/);
    expect(flat(lines)).toContain('vpnmesh');
  });
});

describe('the least terminal there is', () => {
  it('shows the row that the cursor is on, wherever it is', () => {
    for (const [index, { label }] of homeActions.entries()) {
      const state = after(atHome(start(60, 15)), keysOf(...Array.from({ length: index }, () => 'down')));
      expect(drawn(state).join('\n')).toMatch(new RegExp(`❯ ${label}`));
    }
  });

  it('shows what is typed beside what it is typed for', () => {
    const long = { ...atHome(start(60, 15)), draft: { ...atHome().draft, mesh: 'a-mesh-whose-name-is-32-letters' } };
    const state = after(long, keysOf('end', 'up', 'enter', 'a-mesh-whose'));
    expect(drawn(state).join('\n')).toMatch(/^Type the mesh's name .*: a-mesh-whose/m);
    expect(drawn(after(atPlan(start(60, 15), deleting()), keysOf('y', 'yes'))).join('\n')).toMatch(/: yes/);
  });
});

describe('while SSH is open', () => {
  const now = start().now;
  const opened = (minutes: number, from: Wizard) =>
    after(from, { type: 'ssh-window', until: now + minutes * 60_000 - 1 });

  it.each(Object.entries(allStates))('the header says so: %s', (_, state) => {
    const at = { ...opened(12, state), now };
    // The least room there is, and the poorest signs.
    const [header = '', ...rest] = drawn({ ...at, columns: 60, rows: 15 }, { unicode: false });
    expect(header).toMatch(/^vpnmesh .* SSH OPEN 12 min .*(AWS|sandbox)/);
    expect(Math.max(...[header, ...rest].map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect(drawn(at, { linear: true }).join(' ')).toContain('SSH OPEN 12 min');
  });

  it('it counts down, says when the time is over, and is silent when it is closed', () => {
    const state = opened(2, atHome());
    const at = (minutes: number) => drawn(after(state, { type: 'tick', now: now + minutes * 60_000 }))[0];
    expect([at(0.5), at(1.5), at(2)]).toEqual([
      expect.stringContaining('SSH OPEN 2 min'),
      expect.stringContaining('SSH OPEN 1 min'),
      expect.stringContaining('SSH OPEN, expired'),
    ]);
    expect(drawn(after(state, { type: 'ssh-window', until: undefined })).join('\n')).not.toContain('SSH OPEN');
  });
});

describe('a small terminal', () => {
  it('is asked for more room, and shows where one was when it has it', () => {
    const state = atAccess();
    const small = after(state, { type: 'resized', columns: 59, rows: 15 });
    expect(drawn(small).join('\n')).toContain('enlarge to 60 x 15');
    expect(drawn(after(small, { type: 'resized', columns: 80, rows: 24 }))).toEqual(drawn(state));
  });
});

describe('a terminal that shows nothing', () => {
  it('answers nothing either, and can be left', async () => {
    const pressed: string[] = [];
    const state = asking.fix({ ...start(), columns: 50, rows: 10 });
    const store = {
      getState: () => state,
      subscribe: () => () => undefined,
      key: (one: Keypress) => void pressed.push(keyOf(one)),
    };
    const app = render(<App store={store} glyphs={glyphsFor(true)} linear={false} coloured />);
    open.push(app);
    app.stdin.write('y');
    app.stdin.write('\x03');
    await expect.poll(() => pressed).toEqual(['interrupt']);
  });
});

describe('a wide terminal', () => {
  it('has the map beside the steps', () => {
    const lines = drawn(atPlan(start(120, 40)));
    expect(lines.join('\n')).toMatch(/instance t3\.small for eu-west-1 .*·· ◉|eu-west-1 ◉/);
  });
});
