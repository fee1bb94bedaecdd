/** A run with a hundred concentrators at ten events a second, frame by frame, as a terminal gets it. */
import xterm from '@xterm/headless';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundled } from '../support/bundled.ts';
import { Terminal } from '../support/terminal.ts';

const seconds = 6;
const [columns, rows] = [80, 24];
/** Ends what is to be shown at once (synchronised output, DEC mode 2026). */
const endOfFrame = '\x1b[?2026l';

interface Frame {
  readonly bytes: number;
  readonly lines: readonly string[];
  readonly scrolled: number;
}

let frames: readonly Frame[];
let bytesPerSecond: number;

beforeAll(async () => {
  const program = await bundled('test/terminal/busy-run.tsx');
  const terminal = new Terminal([process.execPath, program, String(seconds)], {
    columns,
    rows,
    cwd: '/',
    env: { PATH: process.env.PATH ?? '' },
  });
  expect(await terminal.ended).toBe(0);
  const all = Buffer.concat(terminal.chunks).toString();
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 100 });
  const made: Frame[] = [];
  const parts = all.slice(0, all.lastIndexOf('\x1b[?1049l')).split(endOfFrame);
  for (const part of parts.slice(0, -1)) {
    await new Promise<void>((resolve) => emulator.write(part, resolve));
    const { active } = emulator.buffer;
    const lines = Array.from({ length: rows }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
    made.push({ bytes: Buffer.byteLength(part), lines, scrolled: active.baseY });
  }
  frames = made;
  bytesPerSecond = made.slice(1).reduce((sum, { bytes }) => sum + bytes, 0) / seconds;
}, 60_000);

describe('frames', () => {
  it('come, and show the run', () => {
    expect(frames.length).toBeGreaterThan(10);
    expect(frames.at(-1)?.lines.join('\n')).toMatch(/of 300 steps done/);
  });

  it('are never blank, and never taller than the screen', () => {
    for (const { lines, scrolled } of frames) {
      expect(scrolled).toBe(0);
      expect(lines.filter((line) => line.trim() !== '').length).toBeGreaterThan(10);
      expect(lines.at(-1)).toBe('');
    }
  });

  it('repaint what changed, and nothing else', () => {
    frames.slice(1).forEach(({ bytes, lines }, index) => {
      const before = frames[index]?.lines ?? [];
      const changed = lines.filter((line, row) => line !== before[row]);
      // A line costs its text, where it begins, and its colours; moving over the others costs a few bytes each.
      const most = changed.reduce((sum, line) => sum + Buffer.byteLength(line) + 40, 0) + rows * 5 + 60;
      expect({ bytes, changed: changed.length }).toSatisfy(({ bytes: sent }: { bytes: number }) => sent <= most);
    });
  });

  it('suit a slow link: less than 2 kB a second', () => {
    expect(bytesPerSecond).toBeLessThan(2000);
  });
});
