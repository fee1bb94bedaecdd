/** A sandbox is one user's: nobody else reads its record, root neither. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readRecord } from '#sandbox/daemon-record.ts';
import { ForeignSandbox, refuseForeign } from '#sandbox/owner.ts';
import { pathsIn } from '#sandbox/state-paths.ts';

const root = mkdtempSync(join(tmpdir(), 'vpnmesh-owner-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const own = process.geteuid?.() ?? 0;
const other = own + 4242;
const there = join(root, 'there');
mkdirSync(there);

describe('a sandbox', () => {
  it('is its owner’s', () => {
    expect(() => refuseForeign(there)).not.toThrow();
    expect(() => refuseForeign(join(root, 'not', 'yet'))).not.toThrow();
  });

  it('is refused to anybody else, who is told whose it is', () => {
    expect(() => refuseForeign(there, other)).toThrow(ForeignSandbox);
    expect(() => refuseForeign(there, other)).toThrow(
      new RegExp(`the sandbox in ${there} belongs to .*uid ${own}.*, and you are .*uid ${other}`),
    );
  });

  it('is not made in the folder of another user, but below one that everybody shares', () => {
    expect(() => refuseForeign('/not-there', other)).not.toThrow();
    const place = join(root, 'not', 'yet');
    if (own === 0) expect(() => refuseForeign(place, other)).not.toThrow();
    else expect(() => refuseForeign(place, other)).toThrow(/the place for a sandbox in .* belongs to/);
  });

  it.skipIf(own !== 0)('is refused to root, which could read it, by its record too', async () => {
    const { chownSync } = await import('node:fs');
    writeFileSync(pathsIn(there).daemon, '{}');
    chownSync(pathsIn(there).daemon, other, other);
    expect(() => readRecord(there)).toThrow(ForeignSandbox);
    chownSync(pathsIn(there).daemon, 0, 0);
    expect(readRecord(there)).toBeUndefined();
    chownSync(there, other, other);
    expect(() => readRecord(there)).toThrow(/belongs to uid \d+, and you are root \(uid 0\)/);
  });
});
