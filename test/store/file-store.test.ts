import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OperatorError } from '#mesh/errors.ts';
import { fileStore } from '#store/file-store.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vpnmesh-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('what is kept on this machine', () => {
  it('is read again as it was written, by its owner alone', () => {
    const store = fileStore(folder);
    expect(store.read('corp', 'last.json')).toBeUndefined();
    store.write('corp', 'last.json', 'first');
    store.write('corp', 'last.json', 'sécond');
    expect(store.read('corp', 'last.json')).toBe('sécond');
    expect(statSync(store.path('corp', 'last.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'corp'))).toEqual(['last.json']);
  });

  it('is the old text when the new one cannot be written', () => {
    const store = fileStore(folder);
    store.write('corp', 'last.json', 'old');
    // In the place of the file that is written beside.
    mkdirSync(`${store.path('corp', 'last.json')}.${process.pid}.new/x`, { recursive: true });
    expect(() => store.write('corp', 'last.json', 'new')).toThrow(OperatorError);
    expect(store.read('corp', 'last.json')).toBe('old');
  });

  it('is put aside under a free name', () => {
    const store = fileStore(folder);
    for (const text of ['first', 'second']) {
      store.write('corp', 'last.json', text);
      expect(readFileSync(store.setAside('corp', 'last.json'), 'utf8')).toBe(text);
    }
    expect(store.read('corp', 'last.json')).toBeUndefined();
  });

  it('says what cannot be read, and never leaves its folder', () => {
    const store = fileStore(folder);
    mkdirSync(store.path('corp', 'last.json'), { recursive: true });
    expect(() => store.read('corp', 'last.json')).toThrow(/cannot read \S*last\.json \(EISDIR\)/);
    writeFileSync(join(folder, 'flat'), '');
    expect(() => store.write('flat', 'last.json', '')).toThrow(/cannot write \S*last\.json \((EEXIST|ENOTDIR)\)/);
    expect(() => store.read('../etc', 'passwd')).toThrow(/is not the name of a mesh/);
  });
});
