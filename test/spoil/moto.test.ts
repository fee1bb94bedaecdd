/** The spoiling proxy before other people's EC2 and IAM: the cloud steps of apply, a plan that is silent then, and destroy. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { planMesh } from '#app/build/apply.ts';
import { destroyMesh } from '#app/build/destroy.ts';
import type { RunContext } from '#app/run/context.ts';
import { execute } from '#app/run/executor.ts';
import { inventoryFrom } from '#app/run/inventory.ts';
import { createSessions } from '#app/run/sessions.ts';
import { handlers } from '#app/steps/index.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import type { StepReport } from '#mesh/events.ts';
import { planOf, type Step } from '#mesh/plan/steps.ts';
import { parseSpec } from '#mesh/spec/spec.ts';
import { moto, type Side } from '../contract/both.ts';
import { motoProgram } from '../contract/moto.ts';
import { newMember } from '../contract/place.ts';
import { hostlessTools } from '../support/hostless.ts';
import { sampling } from '../support/sample.ts';
import { replaced } from './answer.ts';
import { modelsOf } from './model.ts';
import { elements, inPages, joined } from './paging.ts';
import { type Spoiler, type Proxy as SpoilingProxy, startProxy } from './proxy.ts';

const sample = sampling({
  command: 'npm run test:spoil',
  what: 'ways to spoil what moto_server answers',
  wish: process.env.VPNMESH_SPOIL,
});

const regions = ['us-east-1', 'us-east-2'] as const;
const paged = ['Vpcs', 'Subnets', 'RouteTables', 'NetworkAcls', 'SecurityGroups', 'SecurityGroupRules', 'Instances'];
const onHosts = ({ kind }: Step): boolean =>
  kind.startsWith('host.') || kind.startsWith('ssh.') || kind === 'mesh.verify';

/** Lists in another order each time. */
function turning(): Spoiler {
  let turn = 0;
  return {
    after: ({ action, status, answer }) => {
      const set = /<(\w+Set|\w+Info)>/.exec(answer)?.[1];
      if (status !== 200 || !action.startsWith('Describe') || set === undefined) return undefined;
      turn += 1;
      const turned = (inner: string): string => {
        const items = elements(inner);
        const at = items.length === 0 ? 0 : turn % items.length;
        return joined(inner, [...items.slice(at), ...items.slice(0, at)]);
      };
      return { answer: replaced(answer, set, turned) };
    },
  };
}

/** What takes something away finds nothing for a while. */
function notFoundFor(ms: number): Spoiler {
  const codes: Readonly<Record<string, string>> = {
    DeleteSecurityGroup: 'InvalidGroup.NotFound',
    DeleteNetworkInterface: 'InvalidNetworkInterfaceID.NotFound',
    ReleaseAddress: 'InvalidAllocationID.NotFound',
    ModifyInstanceAttribute: 'InvalidInstanceID.NotFound',
    DeleteRoute: 'InvalidRoute.NotFound',
  };
  const since = new Map<string, number>();
  return {
    before: ({ action, asked, region }) => {
      const code = codes[action];
      if (code === undefined) return undefined;
      const key = `${region} ${asked}`;
      const first = since.get(key) ?? Date.now();
      since.set(key, first);
      if (Date.now() - first > ms) return undefined;
      const error = `<Error><Code>${code}</Code><Message>it does not exist</Message></Error>`;
      return { answer: `<Response><Errors>${error}</Errors><RequestID>1</RequestID></Response>` };
    },
  };
}

/** Says that groups are deleted, and does not do it: what a judge has to find. */
function lyingOfGroups(): Spoiler {
  const answer = '<DeleteSecurityGroupResponse><return>true</return></DeleteSecurityGroupResponse>';
  return { before: ({ action }) => (action === 'DeleteSecurityGroup' ? { status: 200, answer } : undefined) };
}

/** Each with what is left after destroy. */
const ways: readonly (readonly [string, () => Spoiler, readonly string[]])[] = [
  ['lists in pages of 5', () => inPages(modelsOf(paged.map((one) => `ec2:Describe${one}`)) ?? {}, 5).spoiler, []],
  ['lists in another order each time', turning, []],
  ['what is taken away is not found at first', () => notFoundFor(1_500), []],
  ['a planted fault: what was said to be deleted, and was not', lyingOfGroups, ['group.delete', 'group.delete']],
];

let side: Side | undefined;
let proxy: SpoilingProxy | undefined;
let close = (): void => {};
afterEach(async () => {
  close();
  vi.unstubAllEnvs();
  await proxy?.stop();
  await side?.stop();
});

/** A mesh of two VPCs behind the proxy. */
async function behind(spoiler: Spoiler) {
  side = await moto(motoProgram ?? '');
  const { endpoint, credentials } = side;
  const vpcs: string[] = [];
  for (const [n, region] of regions.entries()) {
    const ec2 = new EC2Client({ endpoint, region, credentials });
    vpcs.push(await newMember(ec2, region, `10.${70 + n}`));
    ec2.destroy();
  }
  proxy = await startProxy(endpoint);
  proxy.spoil(spoiler);
  vi.stubEnv('AWS_ENDPOINT_URL', proxy.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const members = regions.map((region, n) => `  - {region: ${region}, vpc: ${vpcs[n]}}`).join('\n');
  const parsed = parseSpec(`mesh: spoilt\nmembers:\n${members}\nssh: {from: [192.0.2.7/32]}\n`, 'vpnmesh.yaml');
  const cloud = createAwsCloud({ regions });
  close = () => cloud.close();
  return { parsed, tools: hostlessTools(cloud) };
}

const undone = (reports: readonly StepReport[]) =>
  reports.filter(({ outcome }) => outcome !== 'done').map(({ step, error }) => [step.id, error?.message]);

/** Apply's cloud steps and destroy. @returns what a look past the proxy finds left */
async function leftAfter(spoiler: Spoiler): Promise<readonly string[]> {
  const { parsed, tools } = await behind(spoiler);
  const { mesh, observation, plan } = await planMesh(parsed, tools);
  const cloudSteps = plan.steps.filter((step) => !onHosts(step));
  const { steps } = planOf(mesh.name, cloudSteps, []);
  const sessions = createSessions(tools.shell, { timeoutMs: 1, signal: tools.stop });
  const context: RunContext = { ...tools, mesh, observation, inventory: inventoryFrom(mesh, observation), sessions };
  const none = () => Promise.reject(new Error('nothing to verify'));
  expect(undone(await execute(steps, { ...tools, handle: handlers(context, none) }))).toEqual([]);
  expect((await planMesh(parsed, tools)).plan.steps.filter((step) => !onHosts(step))).toEqual([]);
  expect(undone((await destroyMesh(parsed, tools, { deleteLogs: true })).reports)).toEqual([]);
  proxy?.spoil({});
  return (await destroyMesh(parsed, tools, { deleteLogs: true })).plan.steps.map(({ kind }) => kind);
}

describe.skipIf(motoProgram === undefined)('before moto_server (skipped where it is not on the PATH)', () => {
  it.each(sample.some(ways, 1, ([name]) => name))('%s', { timeout: 120_000 }, async (_, spoiler, left) => {
    expect(await leftAfter(spoiler())).toEqual(left);
  });
});
