import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWholeFile } from '#files/whole-file.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vpnmesh-whole-'));
  path = join(folder, 'report');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that is written whole', () => {
  it('is as it was when its text ends in the middle', () => {
    writeFileSync(path, 'old');
    const broken = function* (): Generator<string> {
      yield 'new';
      throw new Error('in the middle');
    };
    expect(() => writeWholeFile(path, broken())).toThrow('in the middle');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['report']);
  });

  it('has the mode that was asked for, and keeps one that it has', () => {
    writeWholeFile(path, 'a', 0o600);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o640);
    writeWholeFile(path, ['b', 'c'], 0o600);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readFileSync(path, 'utf8')).toBe('bc');
  });

  it.each(['there', 'not yet there'])('is written behind a link, whose end is %s', (end) => {
    const link = join(folder, 'link');
    if (end === 'there') writeFileSync(path, 'old');
    symlinkSync('report', link);
    writeWholeFile(link, 'new');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('is written where a link leads from the folder that it is in', () => {
    mkdirSync(join(folder, 'deep', 'in'), { recursive: true });
    symlinkSync(join('deep', 'in'), join(folder, 'short'));
    symlinkSync(join('..', 'real'), join(folder, 'short', 'link'));
    writeWholeFile(join(folder, 'short', 'link'), 'new');
    expect(readFileSync(join(folder, 'deep', 'real'), 'utf8')).toBe('new');
  });

  it('leaves alone what a link leads to that somebody planted where it writes', () => {
    const theirs = join(folder, 'theirs');
    writeFileSync(theirs, 'theirs');
    chmodSync(theirs, 0o644);
    symlinkSync(theirs, `${path}.${process.pid}.new`);
    writeWholeFile(path, 'new', 0o600);
    expect(readFileSync(theirs, 'utf8')).toBe('theirs');
    expect(statSync(theirs).mode & 0o777).toBe(0o644);
    expect(lstatSync(path).isFile()).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder).toSorted()).toEqual(['report', 'theirs']);
  });

  it('goes over what a killed run left, whose mode is not taken over', () => {
    const left = `${path}.${process.pid}.new`;
    writeFileSync(left, 'half of the text of the run that was killed');
    chmodSync(left, 0o666);
    writeWholeFile(path, 'new', 0o600);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['report']);
  });

  it('is not replaced where it may not be written to, though its folder may be', () => {
    writeFileSync(path, 'old');
    chmodSync(path, 0o444);
    chmodSync(folder, 0o777);
    expect(writtenBySomebody(path)).toContain('EACCES');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['report']);
  });

  it.runIf(process.getuid?.() === 0)('keeps its owner where root writes it', () => {
    writeFileSync(path, 'old');
    chownSync(path, 65_534, 65_533);
    chmodSync(path, 0o640);
    writeWholeFile(path, 'new');
    expect(statSync(path)).toMatchObject({ uid: 65_534, gid: 65_533 });
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it('is not made of a device', () => {
    writeWholeFile('/dev/null', 'nothing');
    expect(statSync('/dev/null').isFile()).toBe(false);
  });
});

/** What a process says that is not root: root may write to everything. */
function writtenBySomebody(file: string): string {
  const script = `
    const { writeWholeFile } = await import(process.argv[1]);
    if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
    try { writeWholeFile(process.argv[2], 'new'); console.log('written'); } catch (error) { console.log(error.code); }`;
  const module = resolve(import.meta.dirname, '../../src/files/whole-file.ts');
  const node = ['--no-warnings', '--input-type=module', '-e', script, module, file];
  const { stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8' });
  return stdout + stderr;
}
