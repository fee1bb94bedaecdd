/** Nothing that is told is cut: it takes more lines, or scrolls. */
import { describe, expect, it } from 'vitest';
import { formFields } from '#ui/model/available-actions.ts';
import { fieldAt } from '#ui/model/form.ts';
import { planLines } from '#ui/model/plan-lines.ts';
import { homeActions } from '#ui/model/screens/home.ts';
import { screens } from '#ui/model/screens/index.ts';
import { unknownLines } from '#ui/model/screens/verify.ts';
import { drawn } from '../support/drawn.tsx';
import {
  atAccess,
  atAudit,
  atConcentrators,
  atHome,
  atPlan,
  atProof,
  auditedOf,
  keysOf,
  names,
  plannedOf,
  play,
  result,
  start,
} from '../support/wizard-states.ts';

const flat = (lines: readonly string[]): string => lines.join(' ').replace(/\s+/g, ' ');

const sizes = [
  [80, 24],
  [60, 15],
] as const;

const basis = { hosts: ['a-member-with-a-name', 'another-member-of-it', 'eu-west-1'], seconds: 245 };
const tunnel = { a: 'eu-west-1', b: 'us-east-1', state: 'down', detail: 'IKE absent at both ends' } as const;

it('no line of prose begins with the blank at which it was broken', () => {
  const trouble = {
    message: 'no valid credentials: the token of the profile corp has expired, and there is no other profile',
    next: 'log in with `aws sso login --profile corp`, or set AWS_PROFILE, then press r',
  };
  for (let columns = 60; columns <= 140; columns += 1) {
    const from = start(columns, 24);
    for (const state of [from, play(from, { type: 'unidentified', trouble }).state])
      expect(drawn(state).filter((line) => /^ \S/.test(line))).toEqual([]);
  }
});

describe.each(sizes)('at %i x %i', (columns, rows) => {
  it('a plan is read to its end: what is in the way, the notes, what y writes, every step, the quotas', () => {
    const what = 'subnet-0a1b2c3d4e5f60718 (us-east-1), the subnet of us-east-1, has no route to an Internet gateway';
    const note = `another thing that whoever agrees ought to have read ${'and more of it '.repeat(20)}to its end`;
    const base = plannedOf(names);
    const planned = {
      ...base,
      obstacles: [{ what, next: 'add a route 0.0.0.0/0 to an Internet gateway in rtb-0a1b2c3d4e5f60718' }],
      plan: { ...base.plan, notes: [note] },
      quotas: [
        'us-east-1: 1 of 5 Elastic IPs in use after this plan (1 more), as the quota L-0263D0A3 of the account says',
      ],
    };
    let state = atPlan(start(columns, rows), planned);
    const seen = [flat(drawn(state))];
    for (const _ of screens.plan.rows(state)) {
      state = play(state, keysOf('down')).state;
      seen.push(flat(drawn(state)));
    }
    const lines = planLines(state, planned).map(({ text }) => text.trim());
    for (const line of lines)
      expect(
        seen.some((frame) => frame.includes(line.replace(/\s+/g, ' '))),
        line,
      ).toBe(true);
    const said = [
      what,
      note,
      'y writes vpnmesh.yaml (+12 -0 lines, s shows them), then executes the plan',
      'L-0263D0A3 of the account says',
    ];
    for (const text of said) expect(lines.join(' ')).toContain(text);
    expect(seen.join('')).not.toContain('…');
  });

  it('home has the cursor in sight, whatever else there is to tell', () => {
    const from = play(atHome(start(columns, rows)), {
      type: 'tunnels',
      tunnels: [tunnel, { ...tunnel, b: 'us-west-2' }],
      unknown: [],
      basis,
    }).state;
    for (const [index, { label }] of homeActions.entries()) {
      const at = play(from, keysOf(...Array.from({ length: index }, () => 'down'))).state;
      const said = {
        ...at,
        notice: { text: 'something that is told meanwhile and takes some lines '.repeat(4), bad: true },
      };
      for (const state of [at, said]) expect(flat(drawn(state)), label).toContain(`❯ ${label}`);
    }
  });

  it('a field says all that it is for, and all that is wrong with it', () => {
    for (const at of [atConcentrators, atAccess]) {
      let state = play(at(start(columns, rows)), keysOf('y', 'p')).state;
      for (const _ of formFields(state)) {
        const field = fieldAt(state, at === atAccess ? 'access' : 'concentrators', formFields(state));
        const seen = flat(drawn(state));
        expect(seen).toContain(field?.hint.replace(/\s+/g, ' ').trim());
        expect(seen).toContain(field?.error ?? '');
        expect(seen).toContain(`${field?.label}:`);
        state = play(state, keysOf('down')).state;
      }
    }
  });

  const told =
    'facts of a-member-with-a-name, another-member-of-it, eu-west-1 from the beacon, up to 4 min 5 s old; o reads over SSH';

  it('what a screen goes by is told whole', () => {
    const from = start(columns, rows);
    const seen = auditedOf([result('os.reboot-required')], []);
    if (seen.type !== 'audited') throw new Error('no audit');
    const audited = { ...seen.audited, basis };
    expect(flat(drawn(play(atAudit(from), keysOf('r'), { type: 'audited', audited }).state))).toContain(told);
    const unknown = [`us-east-1: cannot log in, since ${'this and '.repeat(12)}that is so`];
    const proof = play(atProof(from), { type: 'probed', probes: [], unknown, basis }).state;
    expect(flat(drawn(proof))).toContain(told);
    let at = proof;
    const lines = new Set(drawn(at));
    for (const _ of screens.proof.rows(at)) {
      at = play(at, keysOf('down')).state;
      for (const line of drawn(at)) lines.add(line);
    }
    const lost = unknownLines(unknown, columns);
    for (const line of lost) expect([...lines].join('\n')).toContain(line);
    expect(lost.join(' ').replace(/\s+/g, ' ')).toContain(unknown[0]);
    expect(flat(drawn(play(atHome(from), { type: 'tunnels', tunnels: [], unknown: [], basis }).state))).toContain(told);
  });
});
