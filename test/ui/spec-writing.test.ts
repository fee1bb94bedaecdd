/** What writes the spec, and what does not. */
import { describe, expect, it } from 'vitest';
import { asking, atAudit, atPlan, keysOf, names, plannedOf, play, start, writing } from '../support/wizard-states.ts';

describe('the spec', () => {
  it('is written by s as it was shown, after y', () => {
    const { effects } = play(atPlan(), keysOf('s'));
    expect(effects.map(({ type }) => type)).toEqual(['preview-save']);
    const asked = asking.save();
    expect(play(asked, keysOf('escape')).effects).toEqual([]);
    const { state, effects: written } = play(asked, keysOf('y'));
    expect(written).toEqual([{ type: 'write', kind: 'save', text: 'mesh: corp\n' }]);
    expect(play(state, { type: 'written', path: '/home/ana/vpnmesh.yaml', what: 'written' }).state).toMatchObject({
      written: true,
      notice: { text: 'written: /home/ana/vpnmesh.yaml' },
    });
  });

  it('is not written on the way to home, where nothing is to be done', () => {
    const { state, effects } = play(atPlan(start(), plannedOf(names, true)), keysOf('enter'));
    expect(state.screen).toBe('home');
    expect(effects.map(({ type }) => type)).toEqual(['status']);
  });

  it('takes a waiver only after it was shown what that writes', () => {
    const { effects } = play(atAudit(), keysOf('w', 'trial', 'enter', 'enter'));
    expect(effects.map(({ type }) => type)).toEqual(['preview-waiver']);
    expect(play(asking.waive(), keysOf('y')).effects).toMatchObject([{ type: 'write', kind: 'waive' }]);
  });

  it('is asked about where it was asked for, and nowhere else', () => {
    const away = play(atPlan(), keysOf('s', 'escape'), writing('save')).state;
    expect(away).toMatchObject({ screen: 'access', asked: undefined });
  });
});
