/** A fix that is stopped while it looks at what came of it says that it does not know, whatever hosts reported before. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startAppliedLab } from '../support/applied-lab.ts';
import type { Lab } from '../support/lab.ts';
import { becomes } from '../support/simulated-mesh.ts';

let lab: Lab;
let spec: string;

beforeAll(async () => {
  ({ lab, spec } = await startAppliedLab());
}, 150_000);

afterAll(async () => {
  await lab?.down();
});

// A look lasts a third of a second: on a machine with much to do the signal may come after it.
it('is not taken for done by a report that is older than its steps', { timeout: 90_000, retry: 3 }, async () => {
  await lab.vpnmesh(['sandbox', 'break', '--repair']);
  await becomes('reports that all is well', async () => (await lab.vpnmesh(['audit', '-f', spec])).code === 0, 40);
  expect((await lab.vpnmesh(['sandbox', 'break', 'no-forwarding'])).code).toBe(0);
  let asked = 0;
  const { code, stdout, stderr } = await lab.vpnmesh(['fix', '--open-ssh', '--yes', '-f', spec], {
    onLine: (line, pid) => {
      if (line === 'collecting from 2 hosts') asked += 1;
      if (line === 'collecting from 2 hosts' && asked === 2) process.kill(pid, 'SIGINT');
    },
  });
  expect(asked).toBe(2);
  expect(stdout).toMatch(/^unknown critical sysctl\.ip-forward .*interrupted/m);
  expect(stdout).toContain('0 of 1 fixed');
  expect(stderr).not.toContain('its own report');
  expect(code).toBe(130);
});
