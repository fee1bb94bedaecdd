/** A finding and the help are read to their end on the least terminal, and say that there is more. */
import { expect, it } from 'vitest';
import type { Result } from '#audit/result.ts';
import { helpLines } from '#ui/model/help-lines.ts';
import type { Wizard } from '#ui/model/state.ts';
import { drawn } from '../support/drawn.tsx';
import { atAudit, atHome, auditedOf, keysOf, play, result, start } from '../support/wizard-states.ts';

const bare = (text: string): string => text.replace(/\s+/g, '');

/** All that stands above the mark of more, from the first page to the last. */
function pages(from: Wizard, key: string, above: RegExp): string {
  let state = from;
  let all = '';
  for (let frame = ''; ; state = play(state, keysOf(key)).state) {
    const lines = drawn(state);
    const next = lines.join('\n');
    if (next === frame) return all;
    frame = next;
    const mark = lines.findIndex((line) => / of \d+ lines: /.test(line));
    expect(mark, next).toBeGreaterThan(0);
    all += bare(lines.slice(lines.findLastIndex((line) => above.test(line)) + 1, mark).join(''));
  }
}

const words = (text: string): string => Array.from({ length: 16 }, (_, index) => `${text}-${index}`).join(' ');
const found = ['one', 'another', 'a-third'].map((fingerprint) =>
  result('mesh.keys-match', {
    fingerprint,
    message: words('found'),
    expected: { keys: words('expected') },
    remedy: { risk: 'safe', summary: words('remedy') } as Result['remedy'],
  }),
);
const basis = { hosts: ['a-member-with-a-name', 'another-member-of-it', 'eu-west-1'], seconds: 245 };
const seen = auditedOf(found);
if (seen.type !== 'audited') throw new Error('no audit');
const audit = (more = {}) =>
  play(atAudit(start(60, 15)), { type: 'audited', audited: { ...seen.audited, ...more } }).state;

it.each([
  ['', {}],
  [' beside what it goes by', { basis }],
])('a finding is paged through by the arrows%s', (_, more) => {
  const all = pages(audit(more), 'right', /✗ high| of 3$/);
  // What pages repeat at the end stands twice.
  for (const text of ['found', 'expected', 'remedy']) expect(all).toContain(`${text}-15`);
  expect(all).toContain(bare(words('found')));
  expect(all).toContain('CIS1.2');
});

it('a finding is read from its top when the cursor comes to it, and paged back', () => {
  const paged = play(audit(), keysOf('right', 'right')).state;
  expect(Number(paged.cursors.finding)).toBeGreaterThan(0);
  expect(play(paged, keysOf('left', 'left')).state.cursors.finding).toBe('0');
  expect(play(paged, keysOf('down')).state.cursors).toMatchObject({ audit: 'another', finding: undefined });
});

it('the help is paged through, and says every key whole', () => {
  const state = play(audit(), keysOf('?')).state;
  const all = pages(state, 'pageDown', /^─+$/);
  for (const { text } of helpLines(state).filter((line) => line.keys !== undefined)) expect(all).toContain(bare(text));
  expect(play(state, keysOf('pageDown', 'j', 'home')).state).toMatchObject({ help: true, cursors: { help: '0' } });
  expect(play(state, keysOf('pageDown', 'x')).state).toMatchObject({ help: false, screen: 'audit' });
  expect(play(state, keysOf('pageDown', 'x', '?')).state.cursors.help).toBeUndefined();
});

it('a help that fits says nothing of more', () => {
  expect(drawn(play(atHome(), keysOf('?')).state).join('\n')).not.toMatch(/ of \d+ lines/);
});
