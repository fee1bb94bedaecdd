/** The wizard's way, as a pure function of keys and answers. */
import { describe, expect, it } from 'vitest';
import type { Message } from '#ui/model/messages.ts';
import {
  account,
  asking,
  atAccess,
  atAudit,
  atConcentrators,
  atHome,
  atPlan,
  atProof,
  atRegions,
  atRun,
  ended,
  enteredAs,
  keysOf,
  names,
  plannedOf,
  play,
  question,
  start,
  surveyOf,
} from '../support/wizard-states.ts';

describe('the way through', () => {
  it('leads from welcome to the plan by Enter and Space alone', () => {
    const state = atPlan();
    expect(state.screen).toBe('plan');
    expect(state.draft.members.map(({ name }) => name)).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('builds only after y, with the plan that was shown', () => {
    expect(play(atPlan(), keysOf('enter')).effects).toEqual([]);
    const { state, effects } = play(atPlan(), keysOf('y'));
    expect(state).toMatchObject({ screen: 'run', job: 'apply' });
    expect(effects).toEqual([{ type: 'apply', draft: state.draft, shown: plannedOf(names).plan }]);
  });

  it('goes on from proof to an audit that runs by itself', () => {
    const { state, effects } = play(atProof(), keysOf('enter'));
    expect(state).toMatchObject({ screen: 'audit', job: 'audit' });
    expect(effects).toEqual([{ type: 'audit', openSsh: true }]);
  });

  it('leads a spec whose mesh stands to its home, and asks its tunnels', () => {
    expect(atHome()).toMatchObject({ screen: 'home', tunnels: { state: 'ready' } });
  });

  it('goes back to any answer and forward again without losing another', () => {
    const before = atPlan();
    const { state } = play(before, keysOf('escape', 'escape', 'escape', 'escape'));
    expect(state.screen).toBe('welcome');
    expect(state.draft).toEqual(before.draft);
    const back = play(atPlan(), keysOf('escape', 'escape', 'escape', 'enter', 'enter', 'enter'));
    expect(back.state).toMatchObject({ screen: 'plan', draft: before.draft });
  });
});

describe('welcome', () => {
  it('does not go on to AWS without credentials, and says what to do', () => {
    const trouble = { message: 'no credentials', next: 'log in' };
    const { state, effects } = play(start(), { type: 'unidentified', trouble }, keysOf('enter'));
    expect(state.screen).toBe('welcome');
    expect(state.notice).toMatchObject({ bad: true, text: expect.stringContaining('press r') });
    expect(effects).toEqual([]);
    expect(play(state, keysOf('r')).effects).toEqual([{ type: 'identify' }]);
  });

  it('goes to the sandbox without any', () => {
    const { effects } = play(start(), keysOf('down', 'enter'));
    expect(effects).toEqual([{ type: 'enter', place: 'sandbox' }]);
  });
});

describe('regions', () => {
  it('shows rows as regions answer, and keeps the cursor on its row', () => {
    const one = play(atRegions(), keysOf('down'));
    expect(one.state.cursors.regions).toBe('us-east-1/vpc-00000001');
    const more = play(one.state, { type: 'surveyed', survey: surveyOf('ap-south-1', 3) });
    expect(more.state.cursors.regions).toBe('us-east-1/vpc-00000001');
  });

  it('refuses a VPC that overlaps a member, and says with what', () => {
    const twin = play(atRegions(), {
      type: 'surveyed',
      survey: surveyOf('us-west-2', 2, { cidrs: ['10.2.128.0/17'] }),
    });
    const { state } = play(twin.state, keysOf('space', 'G', 'space'));
    expect(state.draft.members).toHaveLength(1);
    expect(state.notice?.text).toContain('10.2.128.0/17 overlaps 10.2.0.0/16 of net-eu-west-1');
  });

  it('refuses one without a public subnet', () => {
    const dark = play(atRegions(), { type: 'surveyed', survey: surveyOf('us-west-2', 3, { subnets: [] }) });
    expect(play(dark.state, keysOf('G', 'space')).state.notice?.text).toContain('no public subnet');
  });

  it('wants two', () => {
    expect(play(atRegions(), keysOf('space', 'enter')).state).toMatchObject({
      screen: 'regions',
      notice: { bad: true },
    });
  });

  it('opens a mesh that is there with all its VPCs', () => {
    const there = play(
      atRegions(),
      { type: 'surveyed', survey: surveyOf('us-east-1', 1, { meshes: ['prod'] }) },
      { type: 'surveyed', survey: surveyOf('eu-west-1', 2, { meshes: ['prod'] }) },
      keysOf('o'),
    );
    expect(there.state.draft).toMatchObject({
      mesh: 'prod',
      members: [{ vpc: 'vpc-00000002' }, { vpc: 'vpc-00000001' }],
    });
  });

  it('filters by what is typed, and shows all again with Esc', () => {
    const typing = play(atRegions(), keysOf('/', 'east', 'enter'));
    expect(typing.state.filters.regions).toBe('east');
    expect(play(typing.state, keysOf('space')).state.draft.members).toEqual([
      expect.objectContaining({ region: 'us-east-1' }),
    ]);
    expect(play(typing.state, keysOf('/', 'escape')).state.filters.regions).toBe('');
  });

  it('names a second member of a region apart', () => {
    const two = play(
      atRegions(),
      {
        type: 'surveyed',
        survey: { region: 'us-east-1', vpcs: [...surveyOf('us-east-1', 1).vpcs, ...surveyOf('us-east-1', 5).vpcs] },
      },
      keysOf('down', 'space', 'down', 'space'),
    );
    expect(two.state.draft.members.map(({ name }) => name)).toEqual(['us-east-1', 'us-east-1-2']);
  });
});

describe('forms', () => {
  it('take letters as text, also those that are keys elsewhere', () => {
    const { state } = play(atConcentrators(), keysOf('end', 'q', 'k'));
    expect(state.draft.mesh).toBe('corpqk');
    expect(state.screen).toBe('concentrators');
  });

  it('edit in the middle of a text', () => {
    const { state } = play(atConcentrators(), keysOf('left', 'backspace', 'x', 'home', 'delete', 'b'));
    expect(state.draft.mesh).toBe('boxp');
  });

  it('do not go on with a wrong answer, and say which', () => {
    const { state } = play(atConcentrators(), keysOf('end', '!', 'enter'));
    expect(state).toMatchObject({
      screen: 'concentrators',
      notice: { text: expect.stringContaining('Name of the mesh') },
    });
  });

  it('choose by arrows, and pass over what is not yet supported', () => {
    const { state } = play(atConcentrators(), keysOf('down', 'right'));
    expect(state.draft.instanceType).toBe('t4g.small');
    expect(play(state, keysOf('down', 'right')).state.notice?.text).toBe('there is no other choice yet');
  });

  it('take what is pasted as one line', () => {
    const empty = play(atAccess(), keysOf(...Array.from({ length: 20 }, () => 'backspace')));
    const { state } = play(empty.state, { type: 'key', key: { name: 'text', text: '203.0.113.9 198.51.100.0/24' } });
    expect(state.draft.sshFrom).toBe('203.0.113.9 198.51.100.0/24');
    expect(play(state, keysOf('enter')).state.screen).toBe('plan');
  });

  it('refuse what would let the world log in, in plain words', () => {
    const empty = play(atAccess(), keysOf(...Array.from({ length: 20 }, () => 'backspace')));
    const typed = play(empty.state, { type: 'key', key: { name: 'text', text: '0.0.0.0/0' } });
    expect(play(typed.state, keysOf('enter')).state).toMatchObject({
      screen: 'access',
      notice: { text: expect.stringContaining('0.0.0.0/0 opens SSH to the whole Internet: use the address') },
    });
  });

  it('look at the files that they name when a field is left, and say what is wrong with them', () => {
    const left = play(atAccess(), keysOf('down', 'down'));
    expect(left.effects).toContainEqual({ type: 'look-at-files', draft: left.state.draft });
    const { identity, sshConfig: config } = left.state.draft;
    const seen = { identity, config, faults: { identity: 'it does not exist: correct it' } };
    const { state } = play(left.state, { type: 'files-seen', files: seen });
    expect(play(state, keysOf('enter')).state).toMatchObject({
      screen: 'access',
      notice: { text: 'Key: it does not exist: correct it' },
    });
    // It is about that path, not about another one.
    const files = { ...seen, identity: 'another' };
    expect(play(left.state, { type: 'files-seen', files }, keysOf('enter')).state.screen).toBe('plan');
  });

  it('propose the own address only where nothing stands', () => {
    const { state } = play(atAccess(), { type: 'own-address', cidr: '192.0.2.1/32' });
    expect(state.draft.sshFrom).toBe('203.0.113.7/32');
  });
});

describe('a run', () => {
  it('that did not probe by itself is followed by a proof that does', () => {
    const { state, effects } = play(atRun(), ended('apply'), keysOf('enter'));
    expect(state).toMatchObject({ screen: 'proof', job: 'verify' });
    expect(effects).toEqual([{ type: 'verify', openSsh: true }]);
  });

  const failing = () => play(atRun(), ended('apply', false, '1 failed'));

  it('that failed is taken up again with r, and goes nowhere else by Enter', () => {
    expect(play(failing().state, keysOf('enter')).state.screen).toBe('run');
    const asked = play(failing().state, keysOf('r'));
    expect(asked.effects).toEqual([]);
    expect(play(asked.state, keysOf('y')).effects).toMatchObject([{ type: 'apply' }]);
  });

  it('is not left while it goes on', () => {
    expect(play(atRun(), keysOf('escape', 'q')).state).toMatchObject({ screen: 'run', notice: { bad: true } });
  });

  it('that does more than was shown asks first', () => {
    const state = asking['carry-out']();
    expect(play(state, keysOf('y')).effects).toEqual([{ type: 'answer', yes: true }]);
    expect(play(state, keysOf('escape')).effects).toEqual([{ type: 'answer', yes: false }]);
  });
});

describe('audit', () => {
  it('begins at the worst, and fixes what the cursor is on after showing it', () => {
    const fixing = play(atAudit(), keysOf('f'));
    expect(fixing.effects).toEqual([{ type: 'fix', ids: ['aws.source-dest-check'], safeOnly: false, openSsh: true }]);
    const { state } = play(fixing.state, question, keysOf('y'), ended('fix', true, '1 of 1 fixed'));
    expect(state).toMatchObject({ job: undefined, notice: { text: '1 of 1 fixed', bad: false } });
  });

  it('has no key for what is fixed by hand, and says so', () => {
    const { state } = play(atAudit(), keysOf('down', 'down', 'f'));
    expect(state.notice?.text).toContain('manually');
  });

  it('accepts a finding only with a reason and a day to come', () => {
    const asked = play(atAudit(), keysOf('w', 'enter'));
    expect(asked.state.entry?.for).toBe('waive-reason');
    const dated = play(asked.state, keysOf('trial', 'enter'));
    expect(dated.state.entry?.field.text).toBe('2027-02-23');
    const { effects } = play(dated.state, keysOf('enter'));
    expect(effects).toMatchObject([{ type: 'preview-waiver', reason: 'trial', expires: '2027-02-23' }]);
  });
});

describe('home', () => {
  it('gives up a look at the tunnels for whatever else is chosen', () => {
    const looking = play(atHome(), keysOf('r'));
    expect(looking.state.job).toBe('status');
    const { state, effects } = play(looking.state, keysOf('enter'));
    expect(effects.map(({ type }) => type)).toEqual(['leave', 'audit']);
    const given: Message = { type: 'ended', job: 'status', ending: { ok: false, text: '', interrupted: true } };
    expect(play(state, given).state).toMatchObject({ job: 'audit', screen: 'audit' });
  });

  it('asks watched tunnels again every ten seconds, and only there', () => {
    const watched = play(atHome(), keysOf('down', 'down', 'enter'));
    const later = watched.state.now + 10_001;
    expect(play(watched.state, { type: 'tick', now: later }).effects).toEqual([
      { type: 'status', openSsh: false, watching: true },
    ]);
    expect(play({ ...watched.state, screen: 'regions' }, { type: 'tick', now: later }).effects).toEqual([]);
  });

  it('leads to the plan of what differs, and back', () => {
    const looking = play(atHome(), keysOf('down', 'down', 'down', 'down', 'enter'));
    expect(looking.effects).toMatchObject([{ type: 'plan' }]);
    const planned = play(
      looking.state,
      { type: 'planned', planned: plannedOf(names, true), at: looking.state.now },
      ended('plan'),
    );
    expect(planned.state.screen).toBe('plan');
    expect(play(planned.state, keysOf('escape')).state.screen).toBe('home');
  });

  it('does not go on from a destroy that was not agreed to as if it were an apply', () => {
    const declined = play(asking.destroy(), keysOf('n'), ended('destroy', false, 'nothing was changed'));
    const planned = { ...declined.state, planned: { state: 'ready' as const, value: plannedOf(names) } };
    expect(play(planned, keysOf('r', 'y')).effects).toEqual([]);
    expect(play(planned, keysOf('escape')).state.screen).toBe('home');
  });

  it('destroys only after the name of the mesh was typed', () => {
    const menu = play(atHome(), keysOf('end', 'up', 'enter'));
    expect(menu.state.entry?.for).toBe('destroy');
    expect(play(menu.state, keysOf('cor', 'enter')).effects).toEqual([]);
    expect(play(menu.state, keysOf('corp', 'enter')).effects).toEqual([{ type: 'destroy', confirm: 'corp' }]);
  });
});

describe('what is shown', () => {
  it('is of now: home and the audit are looked at anew whenever one comes to them', () => {
    const home = play(atAudit(), keysOf('enter'));
    expect(home.state).toMatchObject({ screen: 'home', job: 'status', tunnels: { state: 'asking' } });
    expect(home.effects).toEqual([{ type: 'status', openSsh: true }]);
    const audit = play(home.state, ended('status'), keysOf('enter'));
    expect(audit.state).toMatchObject({ screen: 'audit', job: 'audit', audit: { state: 'asking' } });
  });

  it('is the mesh as it stands beside the spec, not as it was when the wizard was opened', () => {
    const { state } = play(atHome(), { type: 'stands', living: plannedOf(names) });
    expect(state.living?.plan.steps.length).toBeGreaterThan(0);
  });

  it('is not that something is under way when it has ended', () => {
    const early = play(atRun(), keysOf('enter')).state;
    expect(early.notice?.text).toContain('apply is running');
    expect(play(early, ended('apply')).state.notice).toBeUndefined();
  });

  it("is one's own account, not the sandbox's", () => {
    const known = play(start(), { type: 'identified', account }).state;
    const sandbox = { account: '000000000000', arn: 'arn:aws:iam::000000000000:user/operator' };
    const inside = play(known, keysOf('down', 'enter'), { ...enteredAs('sandbox'), account: sandbox }).state;
    expect(inside).toMatchObject({ place: 'sandbox', account: { state: 'ready', value: account } });
  });

  it('is a filter as long as there is one: Esc takes it away before it leaves', () => {
    const filtered = play(atRegions(), keysOf('/', 'eu', 'enter')).state;
    expect(filtered.filters.regions).toBe('eu');
    const all = play(filtered, keysOf('escape')).state;
    expect([all.screen, all.filters.regions]).toEqual(['regions', '']);
  });
});

it('keeps every answer when one goes back to the first screen and on again', () => {
  const chosen = play(atRegions(), keysOf('space')).state;
  const { state, effects } = play(chosen, keysOf('escape', 'enter'));
  expect(state).toMatchObject({ screen: 'regions', draft: chosen.draft });
  expect(effects).toEqual([]);
});

it('lets nobody rename a mesh that stands', () => {
  const members = play(atHome(), keysOf('down', 'down', 'down', 'enter'));
  const form = { ...members.state, screen: 'concentrators' as const, job: undefined };
  expect(play(form, keysOf('x', 'right')).state.draft.mesh).toBe(form.draft.mesh);
});

describe('Ctrl-C', () => {
  const still = {
    regions: atRegions(),
    form: atAccess(),
    plan: atPlan(),
    proof: atProof(),
    audit: atAudit(),
    home: atHome(),
  };
  it.each(Object.entries(still))('leaves with 130 at %s, where nothing is under way', (_, state) => {
    expect(play(state, keysOf('interrupt')).effects).toEqual([{ type: 'quit', code: 130, waits: true }]);
  });

  it('stops a run first, leaves when that has ended, and at once when pressed twice', () => {
    const once = play(atRun(), keysOf('interrupt'));
    expect(once.effects).toEqual([{ type: 'stop' }]);
    const stopped = play(once.state, ended('apply', false, 'stopped'));
    expect(stopped.effects).toEqual([{ type: 'quit', code: 130, waits: true }]);
    expect(play(once.state, keysOf('interrupt')).effects).toEqual([{ type: 'quit', code: 130 }]);
  });

  it('answers no to a question that waits', () => {
    expect(play(asking['carry-out'](), keysOf('interrupt')).effects).toEqual([
      { type: 'answer', yes: false },
      { type: 'stop' },
    ]);
  });
});

it('knows who one is', () => {
  expect(play(start(), { type: 'identified', account }).state.account).toEqual({ state: 'ready', value: account });
});
