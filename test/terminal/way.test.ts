/** The whole way on a real terminal and the sandbox: from welcome to a mesh that is built, proven, audited and repaired. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loosely, normalised, putOnPage, shownOnPage } from '../support/screen-captures.ts';
import type { Terminal } from '../support/terminal.ts';
import { isLeftClean, reads, WizardLab } from '../support/wizard-terminal.ts';

let lab: WizardLab;
let terminal: Terminal;
const screens: Record<string, string> = {};

beforeAll(() => {
  lab = new WizardLab();
  terminal = lab.start();
});

afterAll(async () => {
  await lab?.down();
}, 60_000);

/** Presses keys, waits for what they lead to, and keeps the screen under the name. */
async function seen(name: string, keys: readonly string[], what: string | RegExp, ms?: number): Promise<string> {
  await terminal.press(keys, what, ms);
  // What is shown first may still be on its way to the rest of the screen.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const text = await terminal.text();
  screens[name] = normalised(text, lab.folder);
  return text;
}

describe('an operator without an account', () => {
  it('is told what will happen, and offered the sandbox', async () => {
    await seen('welcome', [], 'no valid credentials');
    await terminal.press(['Down'], /❯ The sandbox/);
  });

  it('sees the VPCs of the sandbox, two of them chosen', async () => {
    await seen('regions', ['Enter'], 'all 17 regions scanned', 60_000);
    expect(screens.regions).toContain('2 selected: us-east-1, us-east-2');
  });

  it('takes the third too, and looks through the answers that are proposed', async () => {
    await terminal.press(['Up', 'Up', 'Up', 'Space'], '3 selected');
    await terminal.press(['Space'], '2 selected');
    await seen('concentrators', ['Enter'], 'Instance type:');
    await seen('access', ['Enter'], 'SSH from:');
  });

  it('sees the plan, and what it needs', async () => {
    await seen('plan', ['Enter'], 'to create (+)', 30_000);
    await terminal.press(['p'], 'ec2:AllocateAddress');
    await terminal.press(['p'], 'to create (+)');
    expect((await terminal.text()).includes('obstacle')).toBe(false);
  });

  it('goes back through all answers and finds them as they were', async () => {
    await terminal.press(['Esc'], 'SSH from:');
    await terminal.press(['Esc'], 'Instance type:');
    await terminal.press(['Esc'], '2 selected: us-east-1, us-east-2');
    await terminal.press(['Enter'], 'Instance type:');
    await terminal.press(['Enter'], 'SSH from:');
    await terminal.press(['Enter'], 'to create (+)', 30_000);
  });

  it('is told that the spec is up to date, and has made nothing yet', async () => {
    await terminal.press(['s'], 'is already up to date');
    const { stdout } = await lab.vpnmesh('plan', '--sandbox', '--json');
    expect(JSON.parse(stdout).totals.create).toBeGreaterThan(20);
  });

  it('watches the mesh come up', async () => {
    await terminal.press(['y'], 'steps done');
    await seen('run', [], 'the mesh is up and carries traffic', 120_000);
    expect(screens.run).toContain('1 of 1 tunnel up');
  }, 130_000);

  it('sees proof that traffic crosses', async () => {
    await seen('proof', ['Enter'], '2 of 2 directions carry forwarded traffic');
  });

  it('sees an audit in which nothing fails', async () => {
    await seen('audit', ['Enter'], 'no findings; t shows passing checks', 60_000);
  }, 70_000);

  it('finds a fault that was planted, and repairs it by one key', async () => {
    expect((await lab.vpnmesh('sandbox', 'break', 'source-dest-check')).code).toBe(0);
    await seen('finding', ['r'], '1 failed', 60_000);
    await seen('remedy', ['f'], 'Execute?', 60_000);
    await reads();
    await terminal.press(['Enter'], 'y executes what is shown');
    await seen('fixed', ['y'], '1 of 1 fixed', 90_000);
    expect(screens.fixed).toContain('0 failed');
  }, 200_000);

  it('takes the fix back, and accepts the finding until a day', async () => {
    await terminal.press(['u'], 'This undoes the fix of aws.source-dest-check', 60_000);
    await terminal.shows('source/destination check on again');
    await reads();
    await terminal.press(['Esc'], 'nothing was changed');
    await terminal.press(['u'], 'Execute?', 60_000);
    await reads();
    await terminal.press(['y'], '1 of 1 change reverted', 60_000);
    await terminal.shows('1 failed');
    await terminal.press(['w'], 'Reason to waive');
    await terminal.press(['trial', 'Enter'], 'Expires on');
    await terminal.press(['Enter'], 'Write it?');
    await reads();
    await terminal.press(['y'], '1 waived');
  }, 70_000);

  it('comes home, adds the third member, and sees the plan of that alone', async () => {
    await seen('home', ['Enter'], /1 of 1 tunnel up/, 60_000);
    await terminal.press(['Down', 'Down', 'Down', 'Enter'], 'all 17 regions scanned', 60_000);
    await terminal.press(['Up', 'Up', 'Space'], '3 selected');
    await terminal.press(['Enter'], 'eu-west-1  eu-west-1');
    await terminal.press(['Enter'], 'SSH from:');
    await terminal.press(['Enter'], '3 tunnels;', 60_000);
    await terminal.press(['s'], 'Write it?');
    expect(await terminal.text()).toMatch(/\+ +- region: eu-west-1/);
    await reads();
    await terminal.press(['Esc'], 'nothing was changed');
    await terminal.press(['Esc'], 'SSH from:');
    await terminal.press(['Esc'], 'Instance type:');
    await terminal.press(['Esc'], 'Regions and VPCs');
    await terminal.press(['Space'], '2 selected');
    await terminal.press(['Esc'], 'Destroy the mesh');
  }, 150_000);

  it('destroys it after typing its name', async () => {
    await terminal.press(['End', 'Up', 'Enter'], "Type the mesh's name");
    await terminal.press(['dem', 'Enter'], 'is not the name of the mesh');
    await terminal.press(['o', 'Enter'], 'This deletes only the following:', 60_000);
    await reads();
    await terminal.press(['y'], 'the mesh is destroyed', 90_000);
  }, 160_000);

  it('leaves, and has the terminal as it was', async () => {
    terminal.send('q');
    expect(await terminal.ended).toBe(0);
    expect(isLeftClean(terminal)).toBe(true);
  });
});

describe('docs/onboarding.md', () => {
  beforeAll(() => {
    if (process.env.VPNMESH_SCREENS === 'write') putOnPage(screens);
  });

  it.each(['welcome', 'regions', 'concentrators', 'access', 'plan', 'proof', 'audit', 'finding', 'remedy', 'home'])(
    'shows the screen %s as it is (`npm run screens` takes it anew)',
    (name) => {
      expect(loosely(screens[name])).toBe(loosely(shownOnPage(name)));
    },
  );
});
