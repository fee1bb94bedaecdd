/** A mesh with faults in AWS behind the spoiling proxy, and the oracle: what goes wrong when answers are spoilt so. */

import { auditFacts } from '#app/audit/audit.ts';
import { planMesh } from '#app/build/apply.ts';
import { observeMesh } from '#app/run/observe.ts';
import type { Result } from '#audit/result.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { checks } from '#checks/index.ts';
import { OperatorError, SpecError } from '#mesh/errors.ts';
import { planDestroy } from '#mesh/plan/destroy.ts';
import type { Cloud } from '#ports/cloud.ts';
import { CloudError } from '#ports/cloud-error.ts';
import { startAppliedMesh } from '../support/applied-mesh.ts';
import { twenty } from '../support/audit-breakages/twenty.ts';
import { pathsIn, valuesAt } from './answer.ts';
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

/** A member of an operation's answer, as it was told when nothing was spoilt. */
export interface Member {
  /** `ec2:DescribeVpcs` */
  readonly operation: string;
  readonly path: string;
  readonly values: readonly string[];
}

export interface SpoiltMesh {
  readonly members: readonly Member[];
  /** Check and resource of what fails in truth, and of what passes. */
  readonly failing: ReadonlySet<string>;
  readonly passing: ReadonlySet<string>;
  /** What goes wrong when answers are spoilt so; nothing is well. Of the audit's results, those of before the spoiling. */
  complaints(spoiler: Spoiler): Promise<readonly string[]>;
  /** What passes when answers are spoilt so; undefined where the audit ended in one of our own errors. */
  passes(spoiler: Spoiler): Promise<ReadonlySet<string> | undefined>;
  /** Everything that the commands say, as data. */
  said(spoiler: Spoiler): Promise<unknown>;
  down(): Promise<void>;
}

const keyOf = ({ check, resource: { id, region } }: Pick<Result, 'check' | 'resource'>): string =>
  `${check} of ${id} in ${region}`;

const isOurs = (error: unknown): boolean =>
  error instanceof CloudError || error instanceof OperatorError || error instanceof SpecError;

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
  const told = new Map<string, Set<string>>();
  proxy.spoil({
    after: ({ action, service, answer }) => {
      if (!/^(Describe|Get|List)/.test(action)) return undefined;
      for (const path of pathsIn(answer)) {
        // An element of a list is no member of anything: a list may be empty.
        if (/(^|\/)(item|member)$/.test(path)) continue;
        const key = `${service}:${action} ${path}`;
        told.set(key, new Set([...(told.get(key) ?? []), ...valuesAt(answer, path)]));
      }
      return undefined;
    },
  });
  const before = await results();
  await plan();
  const going = new Set((await destruction()).steps.map(({ id }) => id));
  const keys = (status: Result['status']) => new Set(before.filter((one) => one.status === status).map(keyOf));
  const failing = keys('fail');
  return {
    members: [...told.keys()].toSorted().map((key) => {
      const [operation = '', path = ''] = key.split(' ');
      return { operation, path, values: [...(told.get(key) ?? [])] };
    }),
    failing,
    passing: keys('pass'),
    complaints: async (spoiler) => {
      proxy.spoil(spoiler);
      const said: string[] = [];
      const fell = (what: string) => (error: unknown) => void (isOurs(error) || said.push(`${what} fell: ${error}`));
      await plan().catch(fell('plan'));
      await destruction().then(({ steps }) => {
        const left = [...going].filter((id) => !steps.some((step) => step.id === id));
        if (left.length > 0) said.push(`destroy leaves: ${left.join(', ')}`);
      }, fell('destroy'));
      await results().then((all) => {
        for (const one of all) if (one.status === 'pass' && failing.has(keyOf(one))) said.push(`passes: ${keyOf(one)}`);
      }, fell('audit'));
      return said;
    },
    passes: async (spoiler) => {
      proxy.spoil(spoiler);
      try {
        return new Set((await results()).filter(({ status }) => status === 'pass').map(keyOf));
      } catch (error) {
        if (isOurs(error)) return undefined;
        throw error;
      }
    },
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
