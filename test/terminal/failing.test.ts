/** A run that fails in the middle, in front of an operator: what it says, going on from there, and every later screen at every size. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Terminal } from '../support/terminal.ts';
import { isLeftClean, reads, WizardLab } from '../support/wizard-terminal.ts';

let lab: WizardLab;
let terminal: Terminal;
let endpoint: string;

beforeAll(async () => {
  lab = new WizardLab();
  expect((await lab.vpnmesh('sandbox', 'up')).code).toBe(0);
  const { variables } = JSON.parse((await lab.vpnmesh('sandbox', 'env', '--json')).stdout) as {
    readonly variables: Readonly<Record<string, string>>;
  };
  endpoint = variables.AWS_ENDPOINT_URL ?? '';
  terminal = lab.start({ args: ['--sandbox'] });
}, 60_000);

afterAll(() => lab?.down(), 60_000);

async function faults(list: readonly object[]): Promise<void> {
  await fetch(`${endpoint}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(list) });
}

/** Through sizes and back: nothing is lost, and nothing is wider or taller than there is room for. */
async function survivesSizes(told: string): Promise<void> {
  for (const [columns, rows] of [
    [130, 40],
    [60, 15],
    [50, 20],
  ] as const) {
    terminal.resize(columns, rows);
    await terminal.shows(columns < 60 ? 'enlarge to 60 x 15' : told);
    const widest = async (): Promise<number> => Math.max(...(await terminal.lines()).map(({ length }) => length));
    await expect.poll(widest, { timeout: 5000 }).toBeLessThanOrEqual(columns);
  }
  terminal.resize(80, 24);
  await terminal.shows(told);
}

it('welcome survives every size, and Ctrl-C', async () => {
  const other = lab.start();
  await other.shows('no valid credentials');
  other.resize(60, 15);
  await other.shows('The sandbox');
  other.resize(80, 24);
  await other.shows('Enter choose');
  other.send('CtrlC');
  expect(await other.ended).toBe(130);
  expect(isLeftClean(other)).toBe(true);
}, 30_000);

it('says what failed, to what, and what to do, where it failed', async () => {
  await terminal.shows('all 17 regions scanned', 30_000);
  await terminal.press(['Enter'], 'Instance type:');
  await terminal.press(['Enter'], 'SSH from:');
  await terminal.press(['Enter'], 'to create (+)', 30_000);
  await faults([{ service: 'logs', action: 'PutRetentionPolicy', region: 'us-east-2', effect: { kind: 'deny' } }]);
  await reads();
  await terminal.press(['y'], /\d+ of \d+ steps done: \d+ failed, \d+ steps? left/, 120_000);
  await terminal.press(['Down'], /us-east-2\/\S*retention: /);
  expect(await terminal.text()).toMatch(/failed +us-east-2/);
  await survivesSizes('steps left');
  await terminal.press(['Enter'], 'r resumes');
}, 180_000);

it('goes on from there with one key once the cause is gone', async () => {
  await faults([]);
  await terminal.press(['r'], 'Resume?');
  await reads();
  await terminal.press(['y'], 'the mesh is up and carries traffic', 120_000);
  await survivesSizes('the mesh is up and carries traffic');
}, 150_000);

it('keeps proof, audit and home at every size', async () => {
  await terminal.press(['Enter'], '2 of 2 directions carry forwarded traffic');
  await survivesSizes('2 of 2 directions carry forwarded traffic');
  await terminal.press(['Enter'], ' evaluated: 0 failed', 60_000);
  await survivesSizes(' evaluated: 0 failed');
  await terminal.press(['Enter'], '1 of 1 tunnel up', 60_000);
  await survivesSizes('1 of 1 tunnel up');
  terminal.send('q');
  expect(await terminal.ended).toBe(0);
  expect(isLeftClean(terminal)).toBe(true);
}, 150_000);
