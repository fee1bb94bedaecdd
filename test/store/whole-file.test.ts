import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWholeFile } from '#store/whole-file.ts';

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

  it('is not made of a device', () => {
    writeWholeFile('/dev/null', 'nothing');
    expect(statSync('/dev/null').isFile()).toBe(false);
  });
});
