/** An operator without hosts on a sandbox that decides as IAM does: what he is refused when one action is taken from him. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { vi } from 'vitest';
import { planMesh } from '#app/build/apply.ts';
import { destroyMesh } from '#app/build/destroy.ts';
import { accountPreflight } from '#app/build/preflight.ts';
import { takeLease } from '#app/run/take-lease.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import type { StepReport } from '#mesh/events.ts';
import type { Found } from '#mesh/plan/obstacle.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import type { Cloud } from '#ports/cloud.ts';
import { newMember } from '../contract/place.ts';
import { startSandbox, type TestSandbox } from '../sandbox/sandbox.ts';
import { cloudContext, executeInCloud } from './cloud-steps.ts';
import { hostlessTools } from './hostless.ts';

interface Statement {
  readonly Action: readonly string[];
}
/** A policy document, of which only the actions are touched. */
export interface Allowing {
  readonly Statement: readonly Statement[];
}

export interface LeastOperator {
  readonly sandbox: TestSandbox;
  /** Text of the spec after `mesh` and `members`. */
  spec(rest?: string, members?: number): ParsedSpec;
  administrators(count: 0 | 1): Promise<unknown>;
  /** From now on the operator may do what the document says, but for one action. */
  holds(document: Allowing, but?: string): Promise<void>;
  plan(spec?: ParsedSpec): Promise<Plan>;
  planOfDestroy(): Promise<Plan>;
  /** Everything that plan and apply say against it; what needs hosts is left out. */
  apply(spec?: ParsedSpec): Promise<readonly string[]>;
  destroy(): Promise<readonly string[]>;
  /** What is said beforehand of a plan's permissions and quotas. */
  preflight(spec?: ParsedSpec): Promise<Found>;
  /** Carries the plan out, whatever was said beforehand. @returns what failed */
  run(spec?: ParsedSpec): Promise<readonly string[]>;
  /** Every call that is refused while the operator holds all of the document, and what is said against it. */
  refused(document: Allowing, run: () => Promise<readonly string[]>): Promise<readonly string[]>;
  /** Whether the action, taken away, is refused to somebody, or named by anything that is said. */
  isMissed(action: string, document: Allowing, run: () => Promise<readonly string[]>): Promise<boolean>;
  stop(): Promise<void>;
}

/** What AWS asks for within another call: tags at creation, and a role that is given away. */
const withinOthers = new Set([
  'ec2:CreateTags',
  'iam:PassRole',
  'iam:TagInstanceProfile',
  'iam:TagRole',
  'logs:TagResource',
]);

const told = (reports: readonly StepReport[]): readonly string[] =>
  reports.filter(({ outcome }) => outcome === 'failed').map(({ error }) => `${error?.message}`);
const errorOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** @param regions one member in each */
export async function leastOperator(mesh: string, regions: readonly string[]): Promise<LeastOperator> {
  const sandbox = await startSandbox({ regions: [] });
  const { endpoint, credentials } = sandbox;
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  const lines: string[] = [];
  for (const [n, region] of regions.entries()) {
    const ec2 = new EC2Client({ endpoint, region, credentials });
    lines.push(`  - {region: ${region}, vpc: ${await newMember(ec2, region, `10.${70 + n}`)}}`);
    ec2.destroy();
  }
  const spec = (rest = 'securityGroups: {services: [default]}\n', members = regions.length): ParsedSpec =>
    parseSpec(
      `mesh: ${mesh}\nmembers:\n${lines.slice(0, members).join('\n')}\nssh: {from: [192.0.2.7/32]}\n${rest}`,
      'vpnmesh.yaml',
    );
  const clouds = new Map<string, Cloud>();
  /** As whoever composes the program does: the spec's own tags come with every call. */
  const cloudFor = ({ spec: { tags } }: ParsedSpec): Cloud => {
    const key = JSON.stringify(tags);
    const cloud = clouds.get(key) ?? createAwsCloud({ regions, tags });
    clouds.set(key, cloud);
    return cloud;
  };
  const tools = (parsed = spec()) => hostlessTools(cloudFor(parsed));
  const administrators = (count: 0 | 1) => sandbox.post('/_sandbox/settings', { administrators: count });
  const holds = async (document: Allowing, but?: string): Promise<void> => {
    await administrators(1);
    const iam = new IAMClient({ region: 'us-east-1', endpoint, credentials });
    const Statement = document.Statement.map((one) => ({ ...one, Action: one.Action.filter((each) => each !== but) }));
    const PolicyDocument = JSON.stringify({ ...document, Statement: Statement.filter((one) => one.Action.length > 0) });
    await iam.send(new PutUserPolicyCommand({ UserName: 'operator', PolicyName: 'own', PolicyDocument }));
    iam.destroy();
    await administrators(0);
  };
  const destroy = async (): Promise<readonly string[]> =>
    told((await destroyMesh(spec(), tools(), { deleteLogs: true })).reports);
  const looked = async (parsed: ParsedSpec) => {
    const { mesh: desired, observation, plan } = await planMesh(parsed, tools(parsed));
    return { plan, found: await accountPreflight(cloudFor(parsed), desired, observation, plan) };
  };
  const run = async (parsed: ParsedSpec): Promise<readonly string[]> => {
    const own = tools(parsed);
    const planned = await planMesh(parsed, own);
    const context = cloudContext(planned, own);
    const lease = await takeLease(context);
    try {
      return told(await executeInCloud(context, planned.plan.steps));
    } finally {
      await lease.release();
    }
  };
  /** Which calls a run is refused, as in `ec2:CreateRoute`, and what it says. */
  const during = async (run: () => Promise<readonly string[]>) => {
    const before = sandbox.requests().length;
    const said = await run().catch((error: unknown) => [errorOf(error)]);
    await administrators(1);
    const calls = sandbox
      .requests()
      .slice(before)
      .flatMap(({ service, action, code = '' }) => (/Denied|Unauthorized/.test(code) ? `${service}:${action}` : []));
    return { calls, said };
  };
  return {
    sandbox,
    spec,
    administrators,
    holds,
    destroy,
    plan: async (parsed = spec()) => (await planMesh(parsed, tools(parsed))).plan,
    planOfDestroy: async () => {
      await administrators(1);
      const operator = { notify: () => {}, ask: () => Promise.resolve(false) };
      return (await destroyMesh(spec(), { ...tools(), operator }, { deleteLogs: true })).plan;
    },
    apply: async (parsed = spec()) => {
      const { plan, found } = await looked(parsed);
      const said = [...plan.notes, ...found.notes, ...found.obstacles.map(({ what }) => what)];
      return found.obstacles.length > 0 ? said : [...said, ...(await run(parsed))];
    },
    preflight: async (parsed = spec()) => (await looked(parsed)).found,
    run: (parsed = spec()) => run(parsed),
    refused: async (document, run) => {
      await holds(document);
      const { calls, said } = await during(run);
      return [...calls, ...said.filter((line) => /denied|not authorized|could not be/.test(line))];
    },
    isMissed: async (action, document, run) => {
      await holds(document, action);
      const { calls, said } = await during(run);
      const isRefused = calls.some((call) => call === action || withinOthers.has(action));
      return isRefused || said.some((line) => line.includes(action));
    },
    stop: async () => {
      for (const cloud of clouds.values()) cloud.close();
      vi.unstubAllEnvs();
      await sandbox.stop();
    },
  };
}
