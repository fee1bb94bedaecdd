/** From the record of a fix to the steps that go back. */
import { describe, expect, it } from 'vitest';
import type { FixRecord, RecordedChange } from '#mesh/remedy/fix-record.ts';
import { planUndo, undoStepId } from '#mesh/remedy/plan-undo.ts';

const members = ['a', 'b'];
const region = 'us-east-1';
const host = (concentrator: string): RecordedChange => ({
  region: concentrator === 'a' ? region : 'eu-west-1',
  step: `${concentrator}/snapshot`,
  change: 'host',
  concentrator,
});
const added = (id: string): RecordedChange => ({
  region,
  step: 'a/rules',
  change: 'rules-added',
  groupId: 'sg-1',
  ruleIds: [id],
});
const withdrawn: RecordedChange = { region, step: 'a/withdraw', change: 'rules-withdrawn', groupId: 'sg-1', rules: [] };
const address: RecordedChange = { region, step: 'a/address', change: 'address-associated', allocationId: 'eipalloc-1' };
const route: RecordedChange = {
  region,
  step: 'a/route',
  change: 'route',
  tableId: 'rtb-1',
  destination: '10.2.0.0/16',
  before: null,
};

const recordOf = (changes: readonly RecordedChange[], rest: Partial<FixRecord> = {}): FixRecord => ({
  schema: 'vpnmesh.undo/1',
  mesh: 'corp',
  run: '20260101T100000Z-1a2b',
  checks: [],
  changes,
  ...rest,
});
const waits = (record: FixRecord): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(planUndo(record, members).steps.map(({ id, dependsOn }) => [id, dependsOn]));

describe('going back', () => {
  it('takes one host after the other, the last one first, and each once', () => {
    expect(waits(recordOf([host('a'), host('b'), host('a')]))).toEqual({
      'a/ssh-open': [],
      'a/restore': ['a/ssh-open'],
      'a/ssh-close': ['a/ssh-open', 'a/restore'],
      'b/ssh-open': ['a/ssh-close'],
      'b/restore': ['b/ssh-open'],
      'b/ssh-close': ['b/ssh-open', 'b/restore'],
    });
  });

  it('leaves AWS as it is until nobody logs in any more', () => {
    const { 'undo/a/rules': rules, 'undo/a/address': ip } = waits(recordOf([address, added('sgr-1'), host('a')]));
    expect(rules).toEqual(['a/ssh-close']);
    expect(ip).toEqual(['a/ssh-close', 'a/restore']);
  });

  it('takes changes of one thing back in the order against theirs', () => {
    const record = recordOf([withdrawn, added('sgr-1'), added('sgr-2'), route]);
    expect(record.changes.map((one) => undoStepId(record, one))).toEqual([
      'undo/a/withdraw',
      'undo/a/rules',
      'undo/a/rules/2',
      'undo/a/route',
    ]);
    expect(waits(record)).toEqual({
      'undo/a/rules/2': [],
      'undo/a/rules': ['undo/a/rules/2'],
      'undo/a/withdraw': ['undo/a/rules'],
      'undo/a/route': [],
    });
  });

  it('says what goes, what comes back, and what may stop traffic', () => {
    const { totals, steps } = planUndo(recordOf([withdrawn, added('sgr-1'), route]), members);
    expect(totals).toEqual({ create: 1, update: 0, delete: 2, host: 0 });
    expect(steps.filter(({ risk }) => risk === 'safe').map(({ id }) => id)).toEqual(['undo/a/withdraw']);
  });

  it('goes on from where an undo was ended', () => {
    const takenBack = { 'a/restore': null, 'undo/a/rules': null };
    expect(Object.keys(waits(recordOf([added('sgr-1'), route, host('a'), host('b')], { takenBack })))).toEqual([
      'b/ssh-open',
      'b/restore',
      'b/ssh-close',
      'undo/a/route',
    ]);
  });

  it('leaves a host alone that is in the mesh no more, and tells what stays', () => {
    const gone: RecordedChange = { region, step: 'a/updates', change: 'for-good', what: 'a: updates stay installed' };
    const { steps, notes } = planUndo(recordOf([gone, host('c'), route]), members);
    expect(steps.map(({ id }) => id)).toEqual(['undo/a/route']);
    expect(notes).toEqual([
      'undo cannot revert: a: updates stay installed',
      'undo cannot revert: c is no longer a concentrator of the mesh',
    ]);
  });
});
