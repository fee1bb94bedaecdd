/** A mesh on simulated hosts over reboots and restarts, and what a second apply finds. */
import { RebootInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSeen, whole } from '../support/breakages.ts';
import { onHost } from '../support/mesh-under-test.ts';
import { becomes, type SimulatedMesh, startSimulatedMesh } from '../support/simulated-mesh.ts';

let mesh: SimulatedMesh;

beforeAll(async () => {
  mesh = await startSimulatedMesh();
  await mesh.apply();
}, 150_000);

afterAll(async () => {
  await mesh?.down();
});

describe('a mesh on simulated hosts', () => {
  it('has nothing left for a second apply', async () => {
    expect((await mesh.applyWith(mesh.spec())).plan.steps).toEqual([]);
  });

  it('keeps its private key to root', async () => {
    const { initiator } = await mesh.ends();
    const said = await onHost(mesh, initiator, 'stat -c "%a %U" "/etc/swanctl/private/$1.key"', initiator.name);
    expect(said.trim()).toBe('600 root');
  });

  it('loses over a reboot what nobody wrote down, and comes back', { timeout: 60_000 }, async () => {
    const { initiator } = await mesh.ends();
    await onHost(mesh, initiator, 'sysctl -qw net.ipv4.tcp_timestamps=0');
    const boot = await onHost(mesh, initiator, 'cat /proc/sys/kernel/random/boot_id');
    await mesh.ec2(initiator.name).send(new RebootInstancesCommand({ InstanceIds: [initiator.instanceId] }));
    const another = async () => (await onHost(mesh, initiator, 'cat /proc/sys/kernel/random/boot_id')) !== boot;
    await becomes('another boot', another, 10);
    expect((await onHost(mesh, initiator, 'sysctl -n net.ipv4.tcp_timestamps net.ipv4.ip_forward')).trim()).toBe(
      '1\n1',
    );
    await becomes('the mesh is whole', () => isSeen(mesh, whole), 25);
  });

  it('is taken up where it was left when the sandbox starts again', { timeout: 60_000 }, async () => {
    await mesh.restart();
    await becomes('the mesh is whole', () => isSeen(mesh, whole), 25);
    expect((await mesh.applyWith(mesh.spec())).plan.steps).toEqual([]);
  });
});
