/** How the wizard behaves on terminals: sizes, Ctrl-C anywhere, no colour, a screen reader, none at all. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Terminal } from '../support/terminal.ts';
import { isLeftClean, reads, WizardLab } from '../support/wizard-terminal.ts';

let lab: WizardLab;

beforeAll(async () => {
  lab = new WizardLab();
  expect((await lab.vpnmesh('sandbox', 'up')).code).toBe(0);
}, 60_000);

afterAll(() => lab?.down(), 60_000);

/** Keys from the sandbox's first screen to each other one, and what tells that it is reached. */
const way: readonly (readonly [screen: string, keys: readonly string[], told: string | RegExp])[] = [
  ['regions', [], 'all 17 regions scanned'],
  ['concentrators', ['Enter'], 'Instance type:'],
  ['access', ['Enter'], 'SSH from:'],
  ['plan', ['Enter'], 'to create (+)'],
];

async function at(screen: string, options: Parameters<WizardLab['start']>[0] = {}): Promise<Terminal> {
  const terminal = lab.start({ args: ['--sandbox'], ...options });
  for (const [name, keys, told] of way) {
    await terminal.press(keys, told, 30_000);
    if (name === screen) break;
  }
  return terminal;
}

describe.each(way.map(([screen, , told]) => [screen, told] as const))('%s', (screen, told) => {
  it('survives every size, asks for room where there is too little, and loses nothing', async () => {
    const terminal = await at(screen);
    const before = await terminal.text();
    for (const [columns, rows] of [
      [120, 40],
      [60, 15],
      [200, 10],
      [59, 24],
      [100, 30],
    ] as const) {
      terminal.resize(columns, rows);
      await terminal.shows(columns < 60 || rows < 15 ? /enlarge to 60 x 15/ : told);
      await expect
        .poll(async () => Math.max(...(await terminal.lines()).map((line) => line.length)))
        .toBeLessThan(columns + 1);
    }
    terminal.resize(80, 24);
    await expect.poll(() => terminal.text(), { timeout: 5000 }).toBe(before);
    terminal.send('CtrlC');
    expect(await terminal.ended).toBe(130);
    expect(isLeftClean(terminal)).toBe(true);
  }, 60_000);
});

describe('a terminal', () => {
  it('without colour is sent none, and shows the same', async () => {
    const [plain, coloured] = [await at('access', { env: { NO_COLOR: '1' } }), await at('access')];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour is made of
    const colours = /\x1b\[[\d;]*m/;
    expect(Buffer.concat(plain.chunks).toString()).not.toMatch(colours);
    expect(Buffer.concat(coloured.chunks).toString()).toMatch(colours);
    const text = (await plain.text()).replace('▏', '');
    expect(text).toBe((await coloured.text()).replace('▏', ''));
    for (const one of [plain, coloured]) {
      one.send('CtrlC');
      await one.ended;
    }
  });

  it('of ASCII gets ASCII', async () => {
    const terminal = await at('plan', { env: { LANG: 'C' } });
    expect(await terminal.text()).toMatch(/^[\n\x20-\x7e]*$/);
    terminal.send('q');
    expect(await terminal.ended).toBe(0);
  });

  it('with a screen reader gets lines one after the other, numbered, on its own screen', async () => {
    const terminal = await at('regions', { env: { INK_SCREEN_READER: 'true' } });
    const text = await terminal.text();
    expect(text).toMatch(/1\. selected: not a member, +eu-west-1/);
    expect(text).not.toMatch(/[─❯◉○]/);
    expect(terminal.onAlternateScreen).toBe(false);
    await terminal.press(['Enter'], 'selected: Name of the mesh:');
    terminal.send('CtrlC');
    expect(await terminal.ended).toBe(130);
  });

  it('takes what is pasted as text, line breaks and all', async () => {
    const terminal = await at('access');
    await terminal.press(['\x1b[200~, 198.51.100.0/24\nq\x1b[201~'], '198.51.100.0/24 q');
    expect(await terminal.text()).toContain('"q/32" is not a valid IPv4 network');
    terminal.send('CtrlC');
    expect(await terminal.ended).toBe(130);
  });
});

describe('what was typed before it was there', () => {
  it('answers nothing', async () => {
    const terminal = lab.start({ args: ['--sandbox'], afterLine: true });
    // The line lets it begin; the rest waits in the terminal for whoever reads next, and would end it.
    terminal.send('a line\nq');
    await terminal.press([], 'all 17 regions scanned', 30_000);
    await terminal.press(['Enter'], 'Instance type:');
    terminal.send('CtrlC');
    expect(await terminal.ended).toBe(130);
  });
});

describe('Ctrl-C during a run', () => {
  it('finishes what is under way, and the next run goes on from there', async () => {
    const terminal = await at('plan');
    await reads();
    await terminal.press(['y'], /[1-9]\d* of \d+ steps done/, 30_000);
    terminal.send('CtrlC');
    await terminal.shows('stopping: finishing running calls');
    expect(await terminal.ended).toBe(130);
    expect(isLeftClean(terminal)).toBe(true);
    expect(await terminal.text()).toMatch(/stopped with \d+ of \d+ steps left/);
    const { code, stdout } = await lab.vpnmesh('apply', '--sandbox', '--yes');
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('2 of 2 directions carry forwarded traffic');
    const { stdout: rest } = await lab.vpnmesh('plan', '--sandbox', '--json');
    expect(JSON.parse(rest).steps).toEqual([]);
  }, 120_000);

  it('leaves at home, audit and proof as well, and the wizard opens where the mesh stands', async () => {
    for (const [keys, told] of [
      [[], 'Destroy the mesh'],
      [['Enter'], 'Audit'],
      [['Down', 'Enter'], 'Verify'],
    ] as const) {
      const terminal = lab.start({ args: ['--sandbox'] });
      await terminal.shows('Destroy the mesh', 30_000);
      await terminal.shows(/tunnel up|not read/, 60_000);
      await terminal.press(keys, told, 30_000);
      terminal.send('CtrlC');
      // A look that is under way is finished first.
      expect(await terminal.ended).toBe(130);
      expect(isLeftClean(terminal)).toBe(true);
    }
  }, 120_000);
});

describe('a fault of ours', () => {
  it('ends with our own words and the path of the log, on a clean terminal, and no piece of source', async () => {
    // A file where a folder must be: nothing that the program foresees.
    const terminal = lab.start({ env: { VPNMESH_SANDBOX: '/dev/null/sandbox' } });
    await terminal.shows('no account? learn here');
    await terminal.press(['Down', 'Enter'], 'this is a bug in vpnmesh');
    expect(await terminal.ended).toBe(1);
    expect(isLeftClean(terminal)).toBe(true);
    const text = await terminal.text();
    expect(text.replaceAll('\n', '')).toMatch(/report it with .*\/logs\/wizard-\d{4}-\d\d-\d\d\.log/);
    expect(text).not.toMatch(/\bat .*:\d+:\d+|\.tsx?\b/);
  });
});

describe('without a terminal', () => {
  const bin = resolve(import.meta.dirname, '../../dist/bin.js');
  it.each([
    ['a pipe', [], {}],
    ['--no-input', ['--no-input'], {}],
  ] as const)('%s names the commands in one line, and exits 2', (_, args, env) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [bin, ...args], {
      env: { ...lab.env, ...env },
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^the wizard needs a terminal \(.*\): use `vpnmesh plan` and `vpnmesh apply --yes`.*\n$/);
  });

  it.each([
    ['CI', { CI: 'true' }],
    ['TERM=dumb', { TERM: 'dumb' }],
  ])('%s is none', async (_, env) => {
    const terminal = lab.start({ env });
    expect(await terminal.ended).toBe(2);
    expect((await terminal.text()).replaceAll('\n', ' ')).toContain('the wizard needs a terminal');
    expect(Buffer.concat(terminal.chunks).toString()).not.toContain('\x1b');
  });

  it.each(['', '0', 'false'])('CI="%s" says that it is one', async (CI) => {
    const terminal = lab.start({ env: { CI, NO_COLOR: '1' } });
    await terminal.shows('no account? learn here');
    terminal.send('q');
    expect(await terminal.ended).toBe(0);
  });
});
