/** The wizard with credentials of the environment: no sandbox is named, and no spec is there yet. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSpec } from '#mesh/spec/spec.ts';
import { type Lab, startLab } from '../support/lab.ts';
import { Terminal } from '../support/terminal.ts';

const bin = resolve(import.meta.dirname, '../../dist/bin.js');
let lab: Lab;
beforeAll(async () => {
  lab = await startLab('none');
}, 60_000);
afterAll(() => lab?.down(), 60_000);

async function faults(list: readonly object[]): Promise<void> {
  await fetch(`${lab.env.AWS_ENDPOINT_URL}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(list) });
}

it('asks again in place when credentials were refused, and goes from VPCs to a spec', async () => {
  await faults([{ service: 'sts', action: 'GetCallerIdentity', effect: { kind: 'deny' } }]);
  const terminal = new Terminal([process.execPath, bin], { cwd: lab.folder, env: { ...lab.env, HOME: lab.folder } });
  await terminal.shows('GetCallerIdentity');
  await faults([]);
  await terminal.press(['r'], /account \d{12}, as /);
  await terminal.press(['Enter'], 'all 17 regions scanned', 30_000);
  await terminal.press(['Enter'], 'a mesh needs at least two VPCs');
  await terminal.press(['Space'], '1 selected: eu-west-1');
  await terminal.press(['Down', 'Space'], '2 selected: eu-west-1, us-east-1');
  await terminal.press(['Enter'], 'Name of the mesh:');
  await terminal.press(['End', '-2'], 'corp-2');
  await terminal.press(['Enter'], 'your address, such as');
  await terminal.press(['Enter'], 'SSH from: enter the address that you connect from');
  await terminal.press(['203.0.113.9'], '203.0.113.9');
  await terminal.press(['Enter'], /to create \(\+\)|obstacle/, 30_000);
  await terminal.press(['s'], 'Write it?');
  await new Promise((resolve) => setTimeout(resolve, 400));
  await terminal.press(['y'], 'written: ');
  const file = join(lab.folder, 'vpnmesh.yaml');
  expect(parseSpec(readFileSync(file, 'utf8'), file).spec).toMatchObject({
    mesh: 'corp-2',
    members: [{ region: 'eu-west-1' }, { region: 'us-east-1' }],
    ssh: { from: ['203.0.113.9/32'] },
  });
  terminal.send('q');
  expect(await terminal.ended).toBe(0);
  const { code, stdout } = await lab.vpnmesh(['plan', '--json', '-f', file]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).totals.create).toBeGreaterThan(20);
}, 120_000);

it('begins with a spec that is there, and says what is wrong with one that makes no sense', async () => {
  const file = join(lab.folder, 'vpnmesh.yaml');
  expect(existsSync(file)).toBe(true);
  const begun = new Terminal([process.execPath, bin], { cwd: lab.folder, env: { ...lab.env, HOME: lab.folder } });
  await begun.shows(/account \d{12}/);
  await begun.press(['Enter'], '2 selected: eu-west-1, us-east-1', 30_000);
  begun.send('q');
  await begun.ended;
  const spec = lab.spec('odd.yaml', 2, (text) => text.replace('mesh: corp', 'mesh: Corp'));
  const odd = new Terminal([process.execPath, bin, '-f', spec], {
    cwd: lab.folder,
    env: { ...lab.env, HOME: lab.folder },
  });
  await odd.shows(/account \d{12}/);
  await odd.press(['Enter'], /odd\.yaml:\d+:\d+: mesh: "Corp" is not a valid name/, 30_000);
  odd.send('q');
  expect(await odd.ended).toBe(0);
}, 90_000);
