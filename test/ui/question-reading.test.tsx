/** All that is agreed to can be read before it is: every word of a question, on the least terminal too. */
import { describe, expect, it } from 'vitest';
import type { Question } from '#ui/model/messages.ts';
import { firstLine } from '#ui/model/question-lines.ts';
import type { Wizard } from '#ui/model/state.ts';
import { drawn } from '../support/drawn.tsx';
import { askedOf, asking, atAudit, keysOf, play, start, writing } from '../support/wizard-states.ts';

const checks = Array.from({ length: 9 }, (_, index) => `group.some-check-${index}`);
const stays = Array.from({ length: 5 }, (_, index) => `the package number ${index} that was installed on eu-west-1`);
const path = '/home/somebody/with/a/long/way/to/the/folder/of/all/meshes/vpnmesh.yaml';
const saved = writing('save');
const toPath = { ...saved, question: { ...(saved as { readonly question: Question }).question, path } };

/** A question, and what must be read of it besides what the steps do. */
const wordy: Readonly<Record<string, readonly [Wizard, readonly string[]]>> = {
  fix: [play(atAudit(start(60, 15)), keysOf('f'), askedOf({ checks, stays })).state, [...checks, ...stays]],
  'a fix that interrupts': [
    play(atAudit(start(60, 15)), keysOf('f'), askedOf({ checks, stays, risk: 'disruptive' })).state,
    [...checks, ...stays],
  ],
  undo: [play(atAudit(start(60, 15)), keysOf('u'), askedOf({ kind: 'undo', checks, stays })).state, checks],
  'carry-out': [asking['carry-out'](start(60, 15)), ['The plan has changed since you saw it. New plan:']],
  save: [play(asking.save(start(60, 15)), keysOf('n', 's'), toPath as ReturnType<typeof writing>).state, [path]],
};

describe.each(Object.entries(wordy))('at 60 x 15 %s', (_, [asked, told]) => {
  it.each([
    ['', undefined],
    [' beside what is told meanwhile', 'something that takes some lines of the screen '.repeat(4)],
  ])('is read to its end%s, with what is asked always in sight', (_name, notice) => {
    let state: Wizard = { ...asked, notice: notice === undefined ? undefined : { text: notice, bad: false } };
    const seen: string[] = [];
    const question = asked.asked?.question;
    if (question === undefined) throw new Error('nothing is asked');
    for (let line = ''; line !== state.cursors.question; ) {
      line = state.cursors.question ?? '';
      const lines = drawn(state);
      expect(lines.join('\n')).toMatch(
        question.kind === 'fix' && question.risk === 'disruptive'
          ? /May interrupt traffic\..*Execute\?/
          : /(Execute|Write it)\?/,
      );
      // Under the header, above the place among the lines and what is asked.
      const shown = lines.slice(
        2,
        lines.findIndex((one) => / of \d+ lines$|\?$/.test(one)),
      );
      for (const [index, text] of shown.entries()) seen[firstLine(state, question) + index] = text;
      const { cursors } = play(state, keysOf('pageDown')).state;
      state = { ...state, cursors };
    }
    const all = seen.join('').replace(/\s+/g, '');
    expect(told.filter((text) => !all.includes(text.replace(/\s+/g, '')))).toEqual([]);
    expect(seen.filter((line) => /…$/.test(line))).toEqual([]);
  });
});
