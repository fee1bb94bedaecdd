/** A notice stands for as long as it is true. */
import { describe, expect, it } from 'vitest';
import type { Message } from '#ui/model/messages.ts';
import { planLines } from '#ui/model/plan-lines.ts';
import { homeActionAt } from '#ui/model/screens/home.ts';
import {
  allStates,
  asking,
  atAccess,
  atHome,
  atPlan,
  audited,
  ended,
  keysOf,
  names,
  plannedOf,
  play,
  start,
} from '../support/wizard-states.ts';

const planned: Message = { type: 'planned', planned: plannedOf(names), at: start().now };

describe('a notice that something is missing', () => {
  it('goes with the arrival of the plan', () => {
    for (const key of ['y', 'p', 'm', 'enter']) {
      const waiting = play(atAccess(), keysOf('enter', key)).state;
      expect(waiting.notice?.text, key).toBe('no plan yet');
      expect(play(waiting, { type: 'tick', now: waiting.now + 1000 }).state.notice, key).toEqual(waiting.notice);
      const there = play(waiting, planned).state;
      expect(there.notice, key).toBeUndefined();
      expect(play(there, ended('plan')).state.notice, key).toBeUndefined();
    }
  });

  it('goes with the audit, and with the end of what was under way', () => {
    const auditing = play(atHome(), keysOf('enter', 'e')).state;
    expect(auditing.notice).toMatchObject({ bad: true });
    expect(play(auditing, audited, ended('audit')).state.notice).toBeUndefined();
  });

  it('is the reason that the key has now, in every state and after every message', () => {
    const messages: readonly Message[] = [
      planned,
      audited,
      ended('plan'),
      ended('audit'),
      ended('status'),
      ended('verify'),
    ];
    for (const [name, state] of Object.entries(allStates)) {
      for (const key of ['enter', 'y', 'f', 'a', 'e', 'r', 'o', 'u', 'w', 'p', 'm', 'space']) {
        const pressed = play(state, keysOf(key)).state;
        if (pressed.notice?.refused === undefined) continue;
        for (const message of messages) {
          const next = play(pressed, message).state;
          if (next.notice?.refused === undefined || next.screen !== pressed.screen) continue;
          expect(play(next, keysOf(key)).state.notice?.text, `${name}, ${key}, ${message.type}`).toBe(next.notice.text);
        }
      }
    }
  });
});

describe('what is not over yet', () => {
  it('bears no tick: stopping, leaving', () => {
    const stopping = play(asking.fix(), keysOf('y', 'interrupt')).state;
    expect(stopping.notice).toMatchObject({
      going: true,
      text: expect.stringMatching(/^stopping: finishing running calls and closing SSH; Ctrl-C/),
    });
    expect(play(atHome(), ended('status'), keysOf('q')).state.notice).toEqual({
      going: true,
      bad: false,
      text: 'leaving',
    });
    expect(play(atHome(), keysOf('r', 'q')).state.notice).toMatchObject({
      going: true,
      text: expect.stringMatching(/^leaving, as soon as/),
    });
  });
});

describe('what is said is so', () => {
  it('y is offered by Enter only where it carries the plan out', () => {
    expect(play(atPlan(), keysOf('p', 'enter')).state.notice?.text).toMatch(/: y executes the plan$/);
    const blocked = atPlan(start(), {
      ...plannedOf(names),
      obstacles: [{ what: 'no address is left', next: 'raise it' }],
    });
    for (const view of ['m', 'p'])
      expect(play(blocked, keysOf(view, 'enter')).state.notice?.text).toMatch(
        /there is an obstacle: no address is left: raise it, then press r$/,
      );
  });

  it('Close SSH asks only while a rule stands', () => {
    const home = play(atHome(), ended('status'), keysOf(...Array.from({ length: 6 }, () => 'down'))).state;
    expect(homeActionAt(home)).toBe('close');
    expect(play(home, keysOf('enter')).state).toMatchObject({
      asked: undefined,
      notice: { text: expect.stringMatching(/^SSH is closed: no rule of yours is open/) },
    });
    const open = play(home, { type: 'ssh-window', until: home.now + 60_000 }, keysOf('enter')).state;
    expect(open.asked?.question).toEqual({ kind: 'ssh', open: false });
  });

  it('a plan without steps does not call the mesh as the spec says where a note tells otherwise', () => {
    const base = plannedOf(names, true);
    const note = 'us-east-1 runs on t3.nano, the spec says t3.small';
    const differs = { ...base, plan: { ...base.plan, notes: [note], differs: true as const } };
    const texts = (planned: typeof base): string =>
      planLines(atPlan(start(), planned), planned)
        .map(({ text }) => text)
        .join(' ');
    expect(texts(base)).toContain('In sync with the spec: nothing to do.');
    expect(texts(differs)).toMatch(/No steps; the notes list the remaining drift/);
    expect(play(atPlan(start(), differs), keysOf('y')).state.notice?.text).toBe('nothing to do');
  });
});
