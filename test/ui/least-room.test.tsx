/** On the least terminal what is chosen is in sight, and every row can be reached. */
import { expect, it } from 'vitest';
import { screens } from '#ui/model/screens/index.ts';
import type { Wizard } from '#ui/model/state.ts';
import { drawn as linesOf } from '../support/drawn.tsx';
import { account, atAudit, atProof, keysOf, play, start } from '../support/wizard-states.ts';

const drawn = (state: Wizard): string => linesOf(state).join('\n');

it('welcome shows what Enter takes, who one is, and what stands in the way', () => {
  const from = start(60, 15);
  const known = play(from, { type: 'identified', account }).state;
  expect(drawn(known)).toMatch(/❯ AWS +account 111122223333/);
  expect(drawn(play(known, keysOf('down')).state)).toMatch(/❯ The sandbox/);
  expect(drawn(play(known, keysOf('down', 'enter')).state)).toContain('starting the sandbox');
  const trouble = {
    message: 'no valid credentials: the token of the profile corp has expired, and there is no other profile',
    next: 'log in with `aws sso login --profile corp`, or set AWS_PROFILE, then press r',
  };
  const lost = drawn(play(from, { type: 'unidentified', trouble }).state).replace(/\s+/g, ' ');
  expect(lost).toContain(trouble.message);
  expect(lost).toContain(trouble.next);
  expect(lost).toContain('❯ AWS');
});

it('rows that say the same are rows all the same: the cursor passes them', () => {
  const why = (host: string): string => `${host}: cannot log in, ${'and that '.repeat(8)}is all that is known of it`;
  const from = atProof(start(60, 15));
  const { state } = play(from, { type: 'probed', probes: [], unknown: [why('us-east-1'), why('us-west-2')] });
  const rows = screens.proof.rows(state);
  expect(new Set(rows).size).toBe(rows.length);
  const end = play(state, keysOf(...rows.map(() => 'down'))).state;
  expect(end.cursors.proof).toBe(rows.at(-1));
});

it('a finding in the list says something of what was found, also at 60 columns', () => {
  const rows = linesOf(atAudit(start(60, 15)));
  expect(rows.find((line) => line.includes('aws.source-dest-check'))).toMatch(/aws\.source-dest-check what was /);
});
