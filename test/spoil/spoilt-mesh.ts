/** A mesh with faults in AWS, in the sandbox, behind the spoiling proxy. */

import { auditFacts } from '#app/audit/audit.ts';
import { planMesh } from '#app/build/apply.ts';
import { observeMesh } from '#app/run/observe.ts';
import type { Result } from '#audit/result.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { checks } from '#checks/index.ts';
import { planDestroy } from '#mesh/plan/destroy.ts';
import type { Cloud } from '#ports/cloud.ts';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import { twenty } from '../support/audit-breakages/twenty.ts';
import { type Judge, keyOf, startJudge } from './judge.ts';
import { type Spoiler, startProxy } from './proxy.ts';

/** What is broken in AWS, so that there is something that may not pass. */
export const faults = [
  'HTTPS let in for a stranger',
  'SSH let in for a stranger',
  'no rule for ICMP',
  'source/dest check on at the initiator',
  'metadata without tokens',
  'termination protection off',
  'logs kept for ever',
];

export interface SpoiltMesh extends Judge {
  /** Everything that the commands say, as data. */
  said(spoiler: Spoiler): Promise<unknown>;
  down(): Promise<void>;
}

export async function startSpoiltMesh(): Promise<SpoiltMesh> {
  const mesh = await startAppliedMesh();
  for (const one of twenty) if (faults.includes(one.name)) await one.break(mesh);
  const proxy = await startProxy(mesh.endpoint);
  process.env.AWS_ENDPOINT_URL = proxy.endpoint;
  const cloud: Cloud = createAwsCloud({ regions: ['us-east-1', 'us-east-2'] });
  const results = async (): Promise<readonly Result[]> => {
    const facts = await mesh.facts({ openSsh: false, hosts: 'none', cloud });
    return auditFacts(facts, checks, new Date()).results;
  };
  const plan = async () => {
    const clock = { now: () => new Date(), pause: async () => {} };
    const operator = { notify: () => {}, ask: async () => false };
    return (await planMesh(mesh.spec(), { cloud, clock, operator })).plan;
  };
  const destruction = async () => {
    const parsed = mesh.spec();
    const logGroup = '/vpnmesh/corp';
    return planDestroy('corp', await observeMesh(cloud, parsed, { thorough: true }), { deleteLogs: true, logGroup });
  };
  const judge = await startJudge(proxy, { plan, destruction, results });
  return {
    ...judge,
    said: async (spoiler) => {
      proxy.spoil(spoiler);
      const all = (await results()).map(({ status, message, ...one }) => [
        keyOf(one),
        status,
        // When a host reported last goes on while we look.
        message.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'some time'),
      ]);
      return [all, (await plan()).steps, (await destruction()).steps];
    },
    down: async () => {
      cloud.close();
      await proxy.stop();
      await mesh.down();
    },
  };
}
