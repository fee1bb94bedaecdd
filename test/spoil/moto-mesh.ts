/** A mesh of two VPCs in moto_server behind the spoiling proxy; there are no hosts. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { vi } from 'vitest';
import { auditFacts } from '#app/audit/audit.ts';
import { collectFacts } from '#app/audit/collect.ts';
import { planMesh } from '#app/build/apply.ts';
import { destroyMesh } from '#app/build/destroy.ts';
import type { RunContext } from '#app/run/context.ts';
import { execute } from '#app/run/executor.ts';
import { inventoryFrom } from '#app/run/inventory.ts';
import { observeMesh } from '#app/run/observe.ts';
import { createSessions } from '#app/run/sessions.ts';
import { handlers } from '#app/steps/index.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { checks } from '#checks/index.ts';
import type { StepReport } from '#mesh/events.ts';
import { planDestroy } from '#mesh/plan/destroy.ts';
import { planOf, type Step } from '#mesh/plan/steps.ts';
import { parseSpec } from '#mesh/spec/spec.ts';
import { moto } from '../contract/both.ts';
import { motoProgram } from '../contract/moto.ts';
import { newMember } from '../contract/place.ts';
import { hostlessTools } from '../support/hostless.ts';
import type { Looks } from './judge.ts';
import { type Proxy as SpoilingProxy, startProxy } from './proxy.ts';

const regions = ['us-east-1', 'us-east-2'] as const;
const onHosts = ({ kind }: Step): boolean =>
  kind.startsWith('host.') || kind.startsWith('ssh.') || kind === 'mesh.verify';
const undone = (reports: readonly StepReport[]): readonly string[] =>
  reports.filter(({ outcome }) => outcome !== 'done').map(({ step, error }) => `${step.id}: ${error?.message}`);

export interface MotoMesh {
  readonly proxy: SpoilingProxy;
  readonly looks: Looks;
  /** Apply's cloud steps. @returns what was not done */
  build(): Promise<readonly string[]>;
  /** The cloud steps that another apply would have, by their ids. */
  pending(): Promise<readonly string[]>;
  /** @returns what was not done */
  destroy(): Promise<readonly string[]>;
  /** What another destroy would have to take away, by kind. */
  left(): Promise<readonly string[]>;
  down(): Promise<void>;
}

export async function startMotoMesh(): Promise<MotoMesh> {
  const { endpoint, credentials, stop } = await moto(motoProgram ?? '');
  const vpcs: string[] = [];
  for (const [n, region] of regions.entries()) {
    const ec2 = new EC2Client({ endpoint, region, credentials });
    vpcs.push(await newMember(ec2, region, `10.${70 + n}`));
    ec2.destroy();
  }
  const proxy = await startProxy(endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL', proxy.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const members = regions.map((region, n) => `  - {region: ${region}, vpc: ${vpcs[n]}}`).join('\n');
  const parsed = parseSpec(`mesh: spoilt\nmembers:\n${members}\nssh: {from: [192.0.2.7/32]}\n`, 'vpnmesh.yaml');
  const cloud = createAwsCloud({ regions });
  const tools = hostlessTools(cloud);
  const none = () => Promise.reject(new Error('nothing to verify'));
  return {
    proxy,
    looks: {
      plan: () => planMesh(parsed, tools),
      destruction: async () => {
        const options = { deleteLogs: true, logGroup: '/vpnmesh/spoilt' };
        return planDestroy('spoilt', await observeMesh(cloud, parsed, { thorough: true }), options);
      },
      results: async () => {
        const facts = await collectFacts(parsed, tools, { openSsh: false, hosts: 'none' });
        return auditFacts(facts, checks, new Date()).results;
      },
    },
    build: async () => {
      const { mesh, observation, plan } = await planMesh(parsed, tools);
      const cloudSteps = plan.steps.filter((step) => !onHosts(step));
      const sessions = createSessions(tools.shell, { timeoutMs: 1, signal: tools.stop });
      const inventory = inventoryFrom(mesh, observation);
      const context: RunContext = { ...tools, mesh, observation, inventory, sessions };
      const { steps } = planOf(mesh.name, cloudSteps, []);
      return undone(await execute(steps, { ...tools, handle: handlers(context, none) }));
    },
    pending: async () =>
      (await planMesh(parsed, tools)).plan.steps.filter((step) => !onHosts(step)).map(({ id }) => id),
    destroy: async () => undone((await destroyMesh(parsed, tools, { deleteLogs: true })).reports),
    left: async () => (await destroyMesh(parsed, tools, { deleteLogs: true })).plan.steps.map(({ kind }) => kind),
    down: async () => {
      cloud.close();
      vi.unstubAllEnvs();
      await proxy.stop();
      await stop();
    },
  };
}
