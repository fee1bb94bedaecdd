/** Questions come when the work is done that they are about, which may be long after the key. */
import { describe, expect, it } from 'vitest';
import { pressed, typed } from '#ui/model/keypress.ts';
import type { Message } from '#ui/model/messages.ts';
import type { Wizard } from '#ui/model/state.ts';
import { update } from '#ui/model/update.ts';
import {
  askedOf,
  asking,
  atAudit,
  atHome,
  atPlan,
  atProof,
  atRun,
  deleting,
  ended,
  keysOf,
  play,
  question,
} from '../support/wizard-states.ts';

describe('a job that was left', () => {
  it.each([
    ['a fix', atAudit, 'f', 'escape'],
    ['a fix', atAudit, 'f', 'enter'],
    ['an undo', atAudit, 'u', 'escape'],
    ['an audit', atAudit, 'r', 'enter'],
    ['a proof', atProof, 'r', 'escape'],
    ['a proof', atProof, 'r', 'enter'],
    ['a plan', atPlan, 'r', 'escape'],
    ['a look', atHome, 'r', 'enter'],
  ] as const)('is ended with its screen: %s', (_, at, begins, leaves) => {
    const begun = play(at(), keysOf(begins));
    expect(begun.state.job).toBeDefined();
    const { state, effects } = play(begun.state, keysOf(leaves));
    expect(effects[0]).toEqual({ type: 'leave' });
    expect(state.screen).not.toBe(begun.state.screen);
  });

  it('asks nobody: what it would ask is answered no, and the screen stays', () => {
    const away = play(atAudit(), keysOf('f', 'enter')).state;
    const { state, effects } = play(away, question);
    expect(state).toMatchObject({ screen: 'home', asked: undefined });
    expect(effects).toEqual([{ type: 'answer', yes: false }]);
    expect(play(state, keysOf('enter')).effects).not.toContainEqual({ type: 'answer', yes: true });
  });

  it('does not end what has begun since', () => {
    const away = play(atAudit(), keysOf('f', 'enter')).state;
    expect(play(away, ended('fix', true)).state.job).toBe('status');
  });
});

describe('a change that was agreed to', () => {
  it('is not left by going elsewhere', () => {
    const fixing = play(asking.fix(), keysOf('y')).state;
    for (const key of ['escape', 'enter', 'q']) {
      const { state, effects } = play(fixing, keysOf(key));
      expect(state).toMatchObject({ screen: 'audit', job: 'fix', notice: { bad: true } });
      expect(effects).toEqual([]);
    }
    expect(play(fixing, ended('fix'), keysOf('escape')).state.screen).toBe('home');
  });
});

describe('a question', () => {
  const at = (ms: number): Message => ({ type: 'tick', now: (asking.fix().asked?.shownAt ?? 0) + ms });
  const yes: Message = { type: 'key', key: typed('y') };
  // Without the time that a test gives itself to read.
  const after = (ms: number, key = yes) => update(update(asking.fix(), at(ms))[0], key);

  it('takes no key for the first 300 ms: it was meant for what stood there before', () => {
    expect(after(299)).toEqual([expect.objectContaining({ asked: expect.anything() }), []]);
    expect(after(299, { type: 'key', key: pressed('escape') })[0].asked).toBeDefined();
    expect(after(300)[1]).toEqual([{ type: 'answer', yes: true }]);
  });

  it('is not answered by a key that was held down before it came', () => {
    const { state } = play(asking.fix());
    const begun = state.asked?.shownAt ?? 0;
    let held: Wizard = { ...state, now: begun };
    for (let ms = 30; ms < 3_000; ms += 30) {
      const [next, effects] = update(update(held, { type: 'tick', now: begun + ms })[0], yes);
      expect(effects).toEqual([]);
      held = next;
    }
    const [, effects] = update(update(held, { type: 'tick', now: begun + 3_300 })[0], yes);
    expect(effects).toEqual([{ type: 'answer', yes: true }]);
  });

  it('lets Ctrl-C through at once', () => {
    expect(after(1, { type: 'key', key: pressed('interrupt') })[1]).toEqual([
      { type: 'answer', yes: false },
      { type: 'stop' },
    ]);
  });

  it('is not agreed to by Enter, and says which key does', () => {
    for (const state of Object.values(asking).map((make) => make())) {
      const next = play(state, keysOf('enter', 'space', 'enter'));
      expect(next.effects).toEqual([]);
      expect(next.state).toMatchObject({ asked: state.asked, notice: { text: expect.stringMatching(/^y executes/) } });
    }
  });

  it.each(['fix', 'undo', 'carry-out'] as const)('of %s that deletes wants yes, typed in full', (kind) => {
    const from = kind === 'carry-out' ? atRun() : play(atAudit(), keysOf(kind[0] ?? '')).state;
    const asked = play(from, askedOf({ kind, plan: deleting().plan }));
    const { state, effects } = play(asked.state, keysOf('y'));
    expect(effects).toEqual([]);
    expect(state.entry?.for).toBe('yes');
    expect(play(state, keysOf('yes', 'enter')).effects).toEqual([{ type: 'answer', yes: true }]);
  });

  it('of what is destroyed wants one key: the name was typed before', () => {
    const asked = askedOf({ kind: 'destroy', plan: deleting().plan });
    const { state } = play(atHome(), keysOf('end', 'up', 'enter', 'corp', 'enter'), asked);
    expect(play(state, keysOf('y')).effects).toEqual([{ type: 'answer', yes: true }]);
  });

  it('opens at its top, however far the one before was scrolled', () => {
    const scrolled = play(asking.fix(), keysOf('end', 'escape'), ended('fix'), keysOf('f'), askedOf());
    expect(scrolled.state.cursors.question).toBe('0');
  });
});
