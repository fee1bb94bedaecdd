/** How soon the wizard shows something, and how soon it answers a key: through a real pseudo-terminal. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../pack/tarball.ts';
import { bundled } from '../support/bundled.ts';
import { Terminal } from '../support/terminal.ts';
import { median, race } from './timing.ts';

export interface WizardTimes {
  /** ms from the start to the first frame. */
  readonly firstFrame: number;
  /** ms of `node -e 0` on the same kind of terminal. */
  readonly node: number;
  /** ms from a key to the frame that shows what it did, with 100 concentrators on the screen. */
  readonly key: number;
}

async function until(terminal: Terminal, isSo: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`nothing came:\n${await terminal.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

export async function wizardTimes(rounds: number): Promise<WizardTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'vpnmesh-bench-'));
  const env = { PATH: process.env.PATH ?? '', HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' };
  const open = (...argv: readonly string[]): Terminal =>
    new Terminal([process.execPath, ...argv], { cwd: folder, env });
  const timed = async (argv: readonly string[], work: (terminal: Terminal) => Promise<unknown>): Promise<number> => {
    const started = performance.now();
    const terminal = open(...argv);
    await work(terminal);
    const ms = performance.now() - started;
    terminal.kill();
    return ms;
  };
  try {
    const { node, firstFrame } = await race(rounds, {
      node: () => timed(['-e', '0'], ({ ended }) => ended),
      firstFrame: () =>
        timed([join(root, 'dist/bin.js')], (terminal) =>
          until(terminal, () => Buffer.concat(terminal.chunks).includes('Welcome')),
        ),
    });
    return { node, firstFrame, key: await keyTime(open(await bundled('test/terminal/busy-run.tsx'), '60'), rounds) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function keyTime(terminal: Terminal, rounds: number): Promise<number> {
  await terminal.shows('of 300 steps done');
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const marker = `❯`;
    const pointed = async (): Promise<number> => (await terminal.lines()).findIndex((line) => line.startsWith(marker));
    const before = await pointed();
    const started = performance.now();
    terminal.send(round % 2 === 0 ? 'Down' : 'Up');
    while ((await pointed()) === before && performance.now() - started < 1000) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    times.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  terminal.kill();
  return median(times);
}
