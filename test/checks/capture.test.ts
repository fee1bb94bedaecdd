/** Writes the fixtures anew that belong together: two hosts' reports, and the facts of which their hosts' part was read from these. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseFacts } from '#linux/facts.ts';
import { factsInput } from '#linux/facts-input.ts';
import { stageScripts } from '#linux/scripts.ts';
import { startSimulatedMesh } from '../support/simulated-mesh.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
const wanted = process.env.VPNMESH_CAPTURE !== undefined;

it.runIf(wanted)(
  'facts and reports are captured (skipped: it writes fixtures anew, VPNMESH_CAPTURE=1)',
  { timeout: 120_000 },
  async () => {
    const mesh = await startSimulatedMesh();
    try {
      await mesh.apply();
      const facts = await mesh.facts({ openSsh: true });
      const { initiator, responder } = await mesh.ends();
      const capture = async (one: typeof initiator, other: typeof initiator, file: string) => {
        const input = factsInput({ privateAddress: one.privateIp, peers: [{ privateAddress: other.privateIp }] });
        const argv = ['sh', '-c', stageScripts.facts];
        const body = JSON.stringify({ instanceId: one.instanceId, argv, input });
        const answer = await fetch(`${mesh.endpoint}/_sandbox/exec`, { method: 'POST', body });
        const { stdout, stderr } = (await answer.json()) as { readonly stdout: string; readonly stderr: string };
        expect(stderr).toBe('');
        writeFileSync(join(fixtures, 'linux', file), stdout);
        return parseFacts(one.name, stdout, facts.finishedAt);
      };
      const hosts = {
        [initiator.name]: await capture(initiator, responder, 'facts.simulated-debian-12.txt'),
        [responder.name]: await capture(responder, initiator, 'facts.simulated-debian-12.peer.txt'),
      };
      const concentrators = facts.concentrators.map((one) => ({ ...one, host: hosts[one.name] }));
      const text = JSON.stringify({ ...facts, concentrators }, undefined, 1);
      writeFileSync(join(fixtures, 'audit/facts.simulated-two-members.json'), `${text}\n`);
    } finally {
      await mesh.down();
    }
  },
);
