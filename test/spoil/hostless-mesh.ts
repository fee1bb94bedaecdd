/** A mesh of two VPCs behind the spoiling proxy, in the sandbox or in moto_server; there are no hosts. */
import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type Tag,
} from '@aws-sdk/client-ec2';
import { vi } from 'vitest';
import { auditFacts } from '#app/audit/audit.ts';
import { collectFacts } from '#app/audit/collect.ts';
import { planMesh } from '#app/build/apply.ts';
import { destroyMesh } from '#app/build/destroy.ts';
import type { Handler } from '#app/run/executor.ts';
import { observeMesh } from '#app/run/observe.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { checks } from '#checks/index.ts';
import type { StepReport } from '#mesh/events.ts';
import { planDestroy } from '#mesh/plan/destroy.ts';
import { parseSpec } from '#mesh/spec/spec.ts';
import type { Side } from '../contract/both.ts';
import { newMember } from '../contract/place.ts';
import { cloudContext, executeInCloud, isInCloud } from '../support/cloud-steps.ts';
import { hostlessTools } from '../support/hostless.ts';
import { isOurs, type Looks } from './judge.ts';
import { type Proxy as SpoilingProxy, startProxy } from './proxy.ts';

const regions = ['us-east-1', 'us-east-2'] as const;
const undone = (reports: readonly StepReport[]): readonly string[] =>
  reports.filter(({ outcome }) => outcome !== 'done').map(({ step, error }) => `${step.id}: ${error?.message}`);

export interface HostlessMesh {
  readonly proxy: SpoilingProxy;
  readonly looks: Looks;
  /** Apply's cloud steps. @param handling what stands before the handlers @returns what was not done */
  build(handling?: (handle: Handler) => Handler): Promise<readonly string[]>;
  /** Errors of steps so far that are none of our own. */
  readonly foreign: readonly string[];
  /** How many things carry the mesh's tag, by region and kind. */
  tally(): Promise<Readonly<Record<string, number>>>;
  /** The cloud steps that another apply would have, by their ids. */
  pending(): Promise<readonly string[]>;
  /** @returns what was not done */
  destroy(): Promise<readonly string[]>;
  /** What another destroy would have to take away, by kind. */
  left(): Promise<readonly string[]>;
  down(): Promise<void>;
}

export async function startHostlessMesh({ endpoint, credentials, stop }: Side): Promise<HostlessMesh> {
  const vpcs: string[] = [];
  const clients = regions.map((region) => new EC2Client({ endpoint, region, credentials }));
  for (const [n, ec2] of clients.entries()) vpcs.push(await newMember(ec2, regions[n] ?? '', `10.${70 + n}`));
  const proxy = await startProxy(endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL', proxy.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const members = regions.map((region, n) => `  - {region: ${region}, vpc: ${vpcs[n]}}`).join('\n');
  const parsed = parseSpec(`mesh: spoilt\nmembers:\n${members}\nssh: {from: [192.0.2.7/32]}\n`, 'vpnmesh.yaml');
  const cloud = createAwsCloud({ regions });
  const tools = hostlessTools(cloud);
  const foreign: string[] = [];
  const watched =
    (handle: Handler): Handler =>
    (step, progress) =>
      handle(step, progress).catch((error: unknown) => {
        if (!isOurs(error)) foreign.push(`${step.id}: ${error instanceof Error ? error.stack : String(error)}`);
        throw error;
      });
  return {
    proxy,
    foreign,
    tally: async () => {
      const parts = await Promise.all(clients.map(tagged));
      return Object.fromEntries(
        parts.flatMap((part, n) => [...part].map(([kind, count]) => [`${regions[n]} ${kind}`, count])),
      );
    },
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
    build: async (handling = (handle) => handle) => {
      const planned = await planMesh(parsed, tools);
      return undone(
        await executeInCloud(cloudContext(planned, tools), planned.plan.steps, (handle) => watched(handling(handle))),
      );
    },
    pending: async () => (await planMesh(parsed, tools)).plan.steps.filter(isInCloud).map(({ id }) => id),
    destroy: async () => undone((await destroyMesh(parsed, tools, { deleteLogs: true })).reports),
    left: async () => (await destroyMesh(parsed, tools, { deleteLogs: true })).plan.steps.map(({ kind }) => kind),
    down: async () => {
      cloud.close();
      for (const client of clients) client.destroy();
      vi.unstubAllEnvs();
      await proxy.stop();
      await stop();
    },
  };
}

/** Things with the mesh's tag by kind, but for instances that are terminated. */
async function tagged(ec2: EC2Client): Promise<ReadonlyMap<string, number>> {
  const [groups, rules, interfaces, addresses, keys, instances] = await Promise.all([
    ec2.send(new DescribeSecurityGroupsCommand({})),
    ec2.send(new DescribeSecurityGroupRulesCommand({})),
    ec2.send(new DescribeNetworkInterfacesCommand({})),
    ec2.send(new DescribeAddressesCommand({})),
    ec2.send(new DescribeKeyPairsCommand({})),
    ec2.send(new DescribeInstancesCommand({})),
  ]);
  const live = (instances.Reservations ?? [])
    .flatMap(({ Instances = [] }) => Instances)
    .filter(({ State }) => State?.Name !== 'terminated');
  const kinds: readonly (readonly [kind: string, all: readonly { readonly Tags?: Tag[] | undefined }[]])[] = [
    ['groups', groups.SecurityGroups ?? []],
    ['rules', rules.SecurityGroupRules ?? []],
    ['interfaces', (interfaces.NetworkInterfaces ?? []).map(({ TagSet = [] }) => ({ Tags: TagSet }))],
    ['addresses', addresses.Addresses ?? []],
    ['keys', keys.KeyPairs ?? []],
    ['instances', live],
  ];
  const ours = kinds.map(([kind, all]) => {
    const found = all.filter(({ Tags = [] }) => Tags.some(({ Key }) => Key === 'vpnmesh:mesh'));
    return [kind, found.length] as const;
  });
  return new Map(ours.filter(([, count]) => count > 0));
}
