import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { installedScripts, stageScripts } from '#linux/scripts.ts';

const shellcheck = spawnSync('shellcheck', ['--version']).status === 0;

const all = { ...stageScripts, ...installedScripts };

describe('the scripts that run on hosts', () => {
  for (const [name, script] of Object.entries(all)) {
    test.skipIf(!shellcheck)(
      `${name} has nothing that shellcheck objects to${shellcheck ? '' : ' (skipped: there is no shellcheck)'}`,
      () => {
        const { stdout, status } = spawnSync('shellcheck', ['-s', 'sh', '-'], { input: script, encoding: 'utf8' });
        expect(stdout).toBe('');
        expect(status).toBe(0);
      },
    );

    test(`${name} is whole: sh reads it to its end`, () => {
      expect(script.length).toBeGreaterThan(200);
      const { stderr, status } = spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(status).toBe(0);
    });
  }

  test('a stage whose data is cut off does nothing and says so', () => {
    const { stdout, status } = spawnSync('sh', ['-c', stageScripts.bootId], {
      input: 'set stage boot-id\n',
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stdout).toContain('failed the data for this host arrived incomplete');
  });
});
