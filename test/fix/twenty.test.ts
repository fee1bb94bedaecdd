/** Twenty faults at once on a mesh of three regions: one fix, and the audit is clean; healthy pairs never notice. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditFacts } from '#app/audit/audit.ts';
import { checks } from '#checks/index.ts';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import { twenty } from '../support/audit-breakages/twenty.ts';
import { becomes, type SimulatedMesh } from '../support/simulated-mesh.ts';

let mesh: SimulatedMesh;

beforeAll(async () => {
  mesh = await startAppliedMesh({ regions: ['us-east-1', 'us-east-2', 'eu-west-1'], loginTimeoutMs: 20_000 });
}, 150_000);

afterAll(async () => {
  await mesh?.down();
});

const failing = async (): Promise<readonly string[]> => {
  const { results } = auditFacts(await mesh.facts({ openSsh: true, hosts: 'ssh' }), checks, new Date());
  expect(results.filter(({ status }) => status === 'unknown')).toEqual([]);
  return [...new Set(results.filter(({ status }) => status === 'fail').map(({ check }) => check))];
};

/** Pings between the two regions that nothing is done to, for as long as it is told; how many were lost. */
function watch(): { stop(): Promise<{ readonly sent: number; readonly lost: number }> } {
  let going = true;
  const counted = (async () => {
    const [from, to] = await Promise.all([mesh.workload('us-east-2'), mesh.workload('eu-west-1')]);
    let sent = 0;
    let lost = 0;
    while (going) {
      const { code } = await mesh.exec(from.instanceId, 'ping', '-c', '1', '-W', '1', to.privateIp);
      sent += 1;
      if (code !== 0) lost += 1;
      // The hosts are in this process: who pings without a pause takes from the fix what it needs.
      await pause(100);
    }
    return { sent, lost };
  })();
  return {
    stop: () => {
      going = false;
      return counted;
    },
  };
}

it('are put right by one fix, taken back by undo, and put right again', { timeout: 240_000 }, async () => {
  const wanted = [...new Set(twenty.flatMap(({ fails }) => fails))];
  const inOrder = checks.map(({ id }) => id).filter((id) => wanted.includes(id));
  for (const one of twenty) await one.break(mesh);
  await becomes('all of them seen', async () => JSON.stringify(await failing()) === JSON.stringify(inOrder), 30);

  const pings = watch();
  const { remedied, reports } = await mesh.fix();
  const { sent, lost } = await pings.stop();
  expect(reports.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
  expect(remedied.filter(({ outcome }) => outcome !== 'fixed')).toEqual([]);
  expect(await failing()).toEqual([]);
  expect(sent).toBeGreaterThan(10);
  expect(lost).toBe(0);

  const undone = await mesh.undo();
  expect(undone.changes.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  await becomes('all of them back', async () => JSON.stringify(await failing()) === JSON.stringify(inOrder), 15).catch(
    () => undefined,
  );
  expect(await failing()).toEqual(inOrder);
  await mesh.fix();
  expect(await failing()).toEqual([]);
});
