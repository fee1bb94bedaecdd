/** The sandbox's own files, a private key among them. */
import {
  chmodSync,
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
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaceWhole } from '#sandbox/whole-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vpnmesh-replaced-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('goes over what a killed run left, and takes no mode from it', () => {
  const key = join(folder, 'key');
  writeFileSync(`${key}.new`, 'half');
  chmodSync(`${key}.new`, 0o644);
  replaceWhole(key, 'private', 0o600);
  expect(readFileSync(key, 'utf8')).toBe('private');
  expect(statSync(key).mode & 0o777).toBe(0o600);
});

it('follows no link in the place of the new file', () => {
  const key = join(folder, 'key');
  writeFileSync(join(folder, 'theirs'), 'theirs');
  symlinkSync('theirs', `${key}.new`);
  replaceWhole(key, 'private', 0o600);
  expect(readFileSync(join(folder, 'theirs'), 'utf8')).toBe('theirs');
  expect(readdirSync(folder).toSorted()).toEqual(['key', 'theirs']);
});
