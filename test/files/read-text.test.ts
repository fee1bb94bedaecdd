import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkFile, readText } from '#files/read-text.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vpnmesh-read-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a file of an operator', () => {
  it('is read whole, also through a link and where the system tells no size', () => {
    writeFileSync(at('spec.yaml'), `mesh: corp\n${'# words\n'.repeat(20_000)}`);
    symlinkSync(at('spec.yaml'), at('link.yaml'));
    expect(readText(at('link.yaml'))).toHaveLength(160_011);
    expect(readText('/proc/self/status')).toContain('Pid:');
  });

  it.each([
    ['a folder', 'it is a folder'],
    ['a pipe', 'it is a named pipe, not a file'],
    ['a device', 'it is a device, not a file'],
    ['a file of gigabytes', 'it is larger than 4 MiB, the most that is read there'],
    ['nothing', 'there is no such file'],
  ])('%s is refused at once: %s', (kind, why) => {
    mkdirSync(at('a folder'));
    spawnSync('mkfifo', [at('a pipe')]);
    symlinkSync('/dev/zero', at('a device'));
    writeFileSync(at('a file of gigabytes'), '');
    truncateSync(at('a file of gigabytes'), 5 * 1024 ** 3);
    expect(() => readText(at(kind))).toThrow(why);
    expect(() => checkFile(at(kind))).toThrow(why);
  });

  it('that says no size is given up past the most', () => {
    expect(() => readText('/proc/self/status', 100)).toThrow(/larger than/);
  });
});
