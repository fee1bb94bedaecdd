/** What is wrong and what to do are told apart, whatever the names of folders have in them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { localFaults } from '#ssh/local-files.ts';

const home = mkdtempSync(join(tmpdir(), 'vpnmesh: no key-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

it('in a home folder with a colon in its name', async () => {
  expect(await localFaults({ home }, { imports: true, addresses: [] })).toEqual([
    {
      field: 'identity',
      what: `no SSH public key for the instances (tried ${join(home, '.ssh/id_ed25519')}, ${join(home, '.ssh/id_rsa')})`,
      next: 'create one with `ssh-keygen -t ed25519` or set ssh.identity in the spec',
    },
  ]);
});
