/** Fix on real hosts: faults at once, put right by one command and taken back by undo; a login that breaks comes back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { reportSchema } from '#audit/report.ts';
import { twenty } from '../support/audit-breakages/twenty.ts';
import { type Lab, startLab } from '../support/lab.ts';
import type { MeshUnderTest } from '../support/mesh-under-test.ts';
import { onHost } from '../support/mesh-under-test.ts';
import { becomes } from './support/guests.ts';
import { realMesh } from './support/real-mesh.ts';

let lab: Lab;
let mesh: MeshUnderTest;
let spec: string;

beforeAll(async () => {
  lab = await startLab();
  spec = lab.spec('fix.yaml', 2);
  mesh = realMesh(lab, spec);
  await mesh.apply();
});

afterAll(async () => {
  await lab?.down();
});

async function failing(): Promise<readonly string[]> {
  const { results } = await lab.json<z.infer<typeof reportSchema>>(['audit', '--open-ssh', '-f', spec]);
  return [...new Set(results.filter(({ status }) => status === 'fail').map(({ check }) => check))].toSorted();
}

describe('twenty faults at once', () => {
  const wanted = [...new Set(twenty.flatMap(({ fails }) => fails))].toSorted();

  it('are put right by one fix, taken back by undo, and put right again', async () => {
    for (const one of twenty) await one.break(mesh);
    expect(
      await becomes(async () => JSON.stringify(await failing()) === JSON.stringify(wanted), true, 60),
    ).toBeDefined();

    const fixed = await lab.vpnmesh(['fix', '--yes', '--open-ssh', '-f', spec]);
    expect(fixed.code, `${fixed.stdout}${fixed.stderr}`).toBe(0);
    expect(fixed.stdout).toMatch(/(\d+) of \1 fixed/);
    expect(await failing()).toEqual([]);

    const undone = await lab.vpnmesh(['fix', '--undo', '-f', spec]);
    expect(undone.code, `${undone.stdout}${undone.stderr}`).toBe(0);
    await becomes(async () => JSON.stringify(await failing()) === JSON.stringify(wanted), true, 60);
    expect(await failing()).toEqual(wanted);

    expect((await lab.vpnmesh(['fix', '--yes', '--open-ssh', '-f', spec])).code).toBe(0);
    expect(await failing()).toEqual([]);
  });
});

describe('a remedy that locks the operator out', () => {
  it('is not confirmed, and the host goes back by itself within a minute', async () => {
    const { initiator } = await mesh.ends();
    // What nobody reads yet: the reload that comes with our own settings will, and nobody gets in then.
    const dropIn = '/etc/ssh/sshd_config.d/00-vpnmesh.conf';
    const broken = `sed -i 's/^PermitRootLogin no/PermitRootLogin yes/' ${dropIn} && mkdir -p /root/stand-in && cp ${dropIn} /root/stand-in/ && printf 'AllowUsers nobody\\n' >>/root/stand-in/00-vpnmesh.conf`;
    await onHost(mesh, initiator, broken);
    const before = await onHost(mesh, initiator, `sha256sum <${dropIn}`);
    // Stands between the file being written and sshd reading it: the reload takes the stand-in's settings.
    await onHost(
      mesh,
      initiator,
      `mkdir -p /etc/systemd/system/ssh.service.d && printf '[Service]\\nExecReload=\\nExecReload=/bin/sh -c "grep -q PermitRootLogin.no ${dropIn} && cp /root/stand-in/00-vpnmesh.conf ${dropIn}; kill -HUP $MAINPID"\\n' >/etc/systemd/system/ssh.service.d/trap.conf && systemctl daemon-reload`,
    );
    const fixed = await lab.vpnmesh(['fix', 'ssh.root-login', '--yes', '--open-ssh', '--timeout', '5', '-f', spec]);
    expect(fixed.code).not.toBe(0);
    expect(fixed.stderr).toMatch(/failed {2}us-east-1\/parts/);
    const seconds = await becomes(
      async () => (await onHost(mesh, initiator, `sha256sum <${dropIn}`)) === before,
      true,
      60,
    );
    expect(seconds).toBeDefined();
    await onHost(mesh, initiator, 'rm -rf /etc/systemd/system/ssh.service.d /root/stand-in && systemctl daemon-reload');
    expect(
      await becomes(async () => (await lab.vpnmesh(['fix', '--yes', '--open-ssh', '-f', spec])).code === 0, true, 60),
    ).toBeDefined();
    expect(await failing()).toEqual([]);
  });
});
