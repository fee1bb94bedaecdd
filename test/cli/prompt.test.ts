/** Questions of the built command line at a terminal, which is what no other test has. */
import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, startLab } from '../support/lab.ts';

/** util-linux's, which gives a program a terminal. */
const terminal = 'script';
const version = spawnSync(terminal, ['--version'], { encoding: 'utf8' }).stdout ?? '';
const bin = resolve(import.meta.dirname, '../../dist/bin.js');

let lab: Lab;
beforeAll(async () => {
  lab = await startLab('none');
}, 60_000);
afterAll(async () => {
  await lab?.down();
});

function typed(
  answer: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly said: string }> {
  const command = [process.execPath, bin, ...args].map((word) => `'${word}'`).join(' ');
  return new Promise((done, fail) => {
    const child = spawn(terminal, ['-qec', command, '/dev/null'], { env: { ...lab.env, TERM: 'xterm' } });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const before = said;
      said += chunk.toString();
      if (said.includes('[y/N]') && !before.includes('[y/N]')) child.stdin.write(`${answer}\n`);
    });
    child.once('error', fail);
    child.once('close', (code) => done({ code, said }));
  });
}

it.skipIf(!version.includes('util-linux'))('no means that nothing is done', async () => {
  const { code, said } = await typed('n', ['apply', '-f', lab.spec('spec.yaml', 2)]);
  expect(said).toMatch(/Execute these \d+ steps\? \[y\/N\]/);
  expect(said).not.toContain('fault of vpnmesh');
  expect(said).toContain('nothing was changed');
  // Lines are broken between words, and what follows hangs under its step.
  const plain = stripVTControlCharacters(said).split(/\r?\n/);
  expect(plain.filter((line) => line.length > 80 && line.trimStart().includes(' '))).toEqual([]);
  expect(plain.some((line) => /^ {4}\S/.test(line))).toBe(true);
  expect(code).toBe(1);
});
