/** A sandbox with simulated hosts in this process, and the product's own use cases on it. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeInstancesCommand, DescribeNetworkInterfacesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { auditFacts } from '#app/audit/audit.ts';
import { collectFacts } from '#app/audit/collect.ts';
import type { HostSource } from '#app/audit/collect-hosts.ts';
import { type Applied, applyMesh } from '#app/build/apply.ts';
import { type Destroyed, destroyMesh } from '#app/build/destroy.ts';
import { type Fixed, type FixOptions, fixMesh } from '#app/fix/fix.ts';
import { type Undone, type UndoOptions, undoFix } from '#app/fix/undo.ts';
import type { MeshFacts } from '#app/hosts/mesh-facts.ts';
import { withMeshHosts } from '#app/hosts/mesh-hosts.ts';
import { isUp, type MeshStatus, meshStatus } from '#app/hosts/status.ts';
import { type Verification, verifyMesh } from '#app/hosts/verify.ts';
import type { Tools } from '#app/run/tools.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { checks } from '#checks/index.ts';
import { remediesOf } from '#checks/remedies/index.ts';
import type { RunEvent } from '#mesh/events.ts';
import { type ParsedSpec, parseSpec } from '#mesh/spec/spec.ts';
import type { Cloud } from '#ports/cloud.ts';
import type { Shell } from '#ports/shell.ts';
import type { Settings } from '#sandbox/api/settings.ts';
import type { WorldRows } from '#sandbox/api/store/world.ts';
import { startDaemon } from '#sandbox/daemon.ts';
import { pathsIn } from '#sandbox/state-paths.ts';
import { createSshShell } from '#ssh/shell.ts';
import { fileStore } from '#store/file-store.ts';
import { copySandbox } from './copy-sandbox.ts';
import type { End, MeshUnderTest, Said } from './mesh-under-test.ts';
import { quick } from './quick.ts';

export interface SimulatedMesh extends MeshUnderTest {
  readonly stateDir: string;
  readonly endpoint: string;
  readonly complaints: readonly string[];
  applyWith(spec: ParsedSpec): Promise<Applied>;
  status(): Promise<MeshStatus>;
  verify(): Promise<Verification>;
  /** Everything an audit judges, with SSH opened for it or not. */
  facts(options: {
    readonly openSsh: boolean;
    readonly hosts?: HostSource;
    readonly cloud?: Cloud;
  }): Promise<MeshFacts>;
  /** Ends when every host has reported by itself, some moments after it has come up. */
  reported(): Promise<void>;
  /** `vpnmesh fix --undo`; whoever is asked agrees, unless told otherwise. */
  undo(options?: Partial<UndoOptions> & { readonly answer?: boolean }): Promise<Undone>;
  /** `vpnmesh fix --yes`, hosts asked over SSH. */
  fix(options?: Partial<FixOptions>): Promise<Fixed>;
  destroy(): Promise<Destroyed>;
  spec(): ParsedSpec;
  workload(region: string): Promise<{ readonly instanceId: string; readonly privateIp: string }>;
  /** Stops the sandbox and starts it again on the same state. */
  restart(): Promise<void>;
  /** Stops the sandbox for good, and leaves what it would go on from in a folder. */
  leaveIn(folder: string): Promise<void>;
  down(): Promise<void>;
}

/** A sandbox that runs, in this process or in one of its own. */
export interface Running {
  readonly port: number;
  stop(options: { readonly keepDisks: boolean }): Promise<void>;
}

export interface SimulatedMeshOptions {
  readonly regions?: readonly string[];
  /** What another sandbox has left: this one goes on from a copy of it, with that one's settings. */
  readonly from?: string;
  readonly pace?: number;
  readonly settings?: Partial<Settings>;
  /** Starts a sandbox otherwise than in this process. */
  readonly start?: (stateDir: string, regions: readonly string[]) => Promise<Running>;
  /** Short when absent: most of what uses this has hosts that are not to answer. */
  readonly loginTimeoutMs?: number;
  /** What stands between the product and AWS: takes the sandbox's endpoint, and answers its own. */
  readonly front?: (endpoint: string) => Promise<string>;
  /** What stands between the product and the hosts. */
  readonly through?: (shell: Shell) => Shell;
}

export async function startSimulatedMesh(options: SimulatedMeshOptions = {}): Promise<SimulatedMesh> {
  const stateDir = mkdtempSync(join(tmpdir(), 'vpnmesh-simulated-'));
  if (options.from !== undefined) copySandbox(options.from, stateDir);
  const complaints: string[] = [];
  const regions = options.regions ?? ['us-east-1', 'us-east-2'];
  const start = (port: number): Promise<Running> =>
    options.start?.(stateDir, regions) ??
    startDaemon({
      hosts: 'simulated',
      stateDir,
      cacheDir: stateDir,
      port,
      regions,
      pace: options.pace ?? 10,
      settings: { ...quick, ...options.settings },
      log: (line) => complaints.push(line),
      progress: () => {},
      onShutdown: () => {},
    });
  let daemon = await start(0);
  const endpoint = `http://127.0.0.1:${daemon.port}`;
  const [key] = (JSON.parse(readFileSync(pathsIn(stateDir).state, 'utf8')) as WorldRows).accessKeys;
  const credentials = { accessKeyId: key?.id ?? '', secretAccessKey: key?.secret ?? '' };
  // The product reads them as it does anywhere.
  process.env.AWS_ENDPOINT_URL = (await options.front?.(endpoint)) ?? endpoint;
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
  process.env.AWS_REGION = 'us-east-1';
  const cloud = createAwsCloud({ regions });
  const clients = new Map<string, EC2Client>();
  const ec2 = (region: string): EC2Client => {
    const known = clients.get(region) ?? new EC2Client({ region, endpoint, credentials, maxAttempts: 2 });
    clients.set(region, known);
    return known;
  };
  const spec = (): ParsedSpec => {
    const ready = pathsIn(stateDir).spec;
    const file = regions.length === 3 ? ready.replace(/\.yaml$/, '-3.yaml') : ready;
    const text = readFileSync(file, 'utf8').replace(/^mesh: .*$/m, 'mesh: corp');
    return parseSpec(text, 'vpnmesh.yaml');
  };
  const tools = (): Tools => ({
    cloud,
    shell: (options.through ?? ((shell) => shell))(
      createSshShell({
        home: stateDir,
        identity: pathsIn(stateDir).identity,
        configFile: pathsIn(stateDir).sshConfig,
      }),
    ),
    clock: {
      now: () => new Date(),
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 100))),
    },
    operator: { notify: (_: RunEvent) => {}, ask: async () => true },
    concurrency: 16,
    loginTimeoutMs: options.loginTimeoutMs ?? 4_000,
    runId: `test ${Math.random()}`,
    isGone: () => false,
    operatorKey: async () => readFileSync(`${pathsIn(stateDir).identity}.pub`, 'utf8').trim(),
    stop: new AbortController().signal,
  });
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${endpoint}${path}`, { method: 'POST', body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  };
  const exec = async (instanceId: string, ...argv: readonly string[]): Promise<Said> =>
    (await post('/_sandbox/exec', { instanceId, argv })) as Said;
  const endOf = async (region: string): Promise<End> => {
    const Filters = [{ Name: 'tag:vpnmesh:role', Values: ['interface'] }];
    const { NetworkInterfaces = [] } = await ec2(region).send(new DescribeNetworkInterfacesCommand({ Filters }));
    const [nic] = NetworkInterfaces;
    return {
      name: region,
      instanceId: nic?.Attachment?.InstanceId ?? '',
      interfaceId: nic?.NetworkInterfaceId ?? '',
      groupId: nic?.Groups?.[0]?.GroupId ?? '',
      privateIp: nic?.PrivateIpAddress ?? '',
      address: nic?.Association?.PublicIp ?? '',
    };
  };
  const workload = async (region: string) => {
    const Filters = [{ Name: 'tag:Name', Values: ['workload'] }];
    const { Reservations = [] } = await ec2(region).send(new DescribeInstancesCommand({ Filters }));
    const one = Reservations[0]?.Instances?.[0];
    return { instanceId: one?.InstanceId ?? '', privateIp: one?.PrivateIpAddress ?? '' };
  };
  const [first = '', second = ''] = regions;
  const verify = (): Promise<Verification> =>
    withMeshHosts(spec(), tools(), { openSsh: true }, (context) => verifyMesh(context));
  const status = (): Promise<MeshStatus> =>
    withMeshHosts(spec(), tools(), { openSsh: true }, (context) => meshStatus(context));
  const applyWith = async (parsed: ParsedSpec): Promise<Applied> => {
    // Every host comes up sooner or later, on a busy machine later.
    const applied = await applyMesh(parsed, { ...tools(), loginTimeoutMs: 30_000 }, false);
    const failed = applied.reports.filter(({ outcome }) => outcome !== 'done');
    if (failed.length > 0) throw new Error(failed.map(({ step, error }) => `${step.id}: ${error?.message}`).join('\n'));
    return applied;
  };
  const close = async (how: { readonly keepDisks: boolean }): Promise<void> => {
    for (const one of clients.values()) one.destroy();
    cloud.close();
    await daemon.stop(how);
  };
  return {
    stateDir,
    endpoint,
    complaints,
    ec2,
    exec,
    spec,
    workload,
    status,
    verify,
    facts: ({ openSsh, hosts = 'auto', cloud: other = cloud }) =>
      collectFacts(spec(), { ...tools(), cloud: other }, { openSsh, hosts }),
    fix: (options = {}) =>
      fixMesh(
        spec(),
        { ...tools(), store: fileStore(join(stateDir, 'runs')) },
        { audit: (facts) => auditFacts(facts, checks, new Date()), remedies: remediesOf },
        { ids: [], openSsh: true, hosts: 'ssh', dryRun: false, safeOnly: false, ...options },
      ),
    reported: () =>
      becomes(
        'reports of all hosts',
        async () => {
          const { concentrators } = await collectFacts(spec(), tools(), { openSsh: false, hosts: 'none' });
          return concentrators.every(({ reported }) => reported.ok && reported.value !== null);
        },
        60,
      ),
    undo: ({ answer = true, ...options } = {}) => {
      const operator = { notify: () => {}, ask: async () => answer };
      return undoFix(
        spec(),
        { ...tools(), operator, store: fileStore(join(stateDir, 'runs')) },
        { run: undefined, dryRun: false, openSsh: false, ...options },
      );
    },
    applyWith,
    apply: async () => void (await applyWith(spec())),
    destroy: () => destroyMesh(spec(), tools(), { deleteLogs: true }),
    ends: async () => ({ initiator: await endOf(first), responder: await endOf(second) }),
    flushFlows: async (interfaceId) => void (await post('/_sandbox/flush-flows', { interfaceId })),
    tunnel: async () => {
      const { tunnels } = await status();
      const [one] = tunnels;
      if (one === undefined) throw new Error('status tells of no tunnel');
      return one;
    },
    verified: async () => (await verify()).pairs.every(({ ok }) => ok),
    across: async () => {
      const [home, away] = await Promise.all([workload(first), workload(second)]);
      return (
        (await exec(home.instanceId, 'ping', '-n', '-q', '-c', '3', '-i', '0.2', '-W', '1', away.privateIp)).code === 0
      );
    },
    restart: async () => {
      const { port } = daemon;
      await daemon.stop({ keepDisks: true });
      daemon = await start(port);
    },
    leaveIn: async (folder) => {
      await close({ keepDisks: true });
      cpSync(stateDir, folder, { recursive: true });
      rmSync(stateDir, { recursive: true, force: true });
    },
    down: async () => {
      await close({ keepDisks: false });
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

export { isUp };

/** Asks until the answer is yes. @throws Error when it is not within the time */
export async function becomes(what: string, ask: () => Promise<boolean>, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
