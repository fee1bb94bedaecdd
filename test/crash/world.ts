/** An emulated AWS with simulated hosts in this process, and the product's use cases on it, as the command line composes them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EC2Client } from '@aws-sdk/client-ec2';
import { auditFacts } from '#app/audit/audit.ts';
import { collectFacts } from '#app/audit/collect.ts';
import { applyMesh } from '#app/build/apply.ts';
import { destroyMesh } from '#app/build/destroy.ts';
import { fixMesh } from '#app/fix/fix.ts';
import { undoFix } from '#app/fix/undo.ts';
import type { MeshFacts } from '#app/hosts/mesh-facts.ts';
import type { Tools } from '#app/run/tools.ts';
import type { AuditResult } from '#audit/result.ts';
import { createAwsCloud } from '#aws/cloud.ts';
import { checks } from '#checks/index.ts';
import { remediesOf } from '#checks/remedies/index.ts';
import type { StepReport } from '#mesh/events.ts';
import { parseSpec } from '#mesh/spec/spec.ts';
import { startDaemon } from '#sandbox/daemon.ts';
import { pathsIn } from '#sandbox/state-paths.ts';
import { createSshShell } from '#ssh/shell.ts';
import { fileStore } from '#store/file-store.ts';
import { appliedState } from '../support/applied-mesh.ts';
import { copySandbox } from '../support/copy-sandbox.ts';
import type { Said } from '../support/mesh-under-test.ts';
import { wakeHosts } from '../support/wake-hosts.ts';
import { type Death, type Mortal, mortal } from './mortal.ts';

export interface World {
  readonly env: Readonly<Record<string, string>>;
  ec2(region: string): EC2Client;
  /**
   * Runs apply to its end or to its death. Resolves to what did not get done, and to the run's changing calls.
   * @param team a tag `team` of the spec's own, on everything
   */
  apply(death?: Death, ask?: () => Promise<boolean>, team?: string): Promise<Ended>;
  destroy(): Promise<Ended>;
  /** Runs fix of everything that fails to its end or to its death. */
  fix(death?: Death): Promise<Ended>;
  /** Takes the last fix back, to its end or to its death. */
  undo(death?: Death): Promise<Ended>;
  /** Checks that do not pass, by an audit of its own. */
  ill(): Promise<readonly string[]>;
  /** Runs words on a host as root, whatever its network thinks of it. */
  exec(instanceId: string, ...argv: readonly string[]): Promise<Said>;
  stop(): Promise<void>;
}

export interface Ended {
  readonly undone: readonly StepReport[];
  readonly calls: Mortal['calls'];
  readonly died: boolean;
}

/** Nothing takes any longer than it must, and what is terminated is forgotten at once. */
const settings = {
  consistencyMs: 0,
  profileDelayMs: 0,
  consoleDelayMs: 0,
  statusDelayMs: 0,
  transitionMs: 0,
  terminatedMs: 0,
};

const audit = (facts: MeshFacts): AuditResult => auditFacts(facts, checks, new Date());

const yes = async (): Promise<boolean> => true;

/** A world in which the mesh stands already. */
export async function startAppliedWorld(): Promise<World> {
  const world = await startWorld(await appliedState());
  await wakeHosts({ ...world, regions: ['us-east-1', 'us-east-2'] });
  return world;
}

/** @param from what another sandbox has left: this one goes on from a copy of it */
export async function startWorld(from?: string): Promise<World> {
  const stateDir = mkdtempSync(join(tmpdir(), 'vpnmesh-crash-'));
  if (from !== undefined) copySandbox(from, stateDir);
  const daemon = await startDaemon({
    hosts: 'simulated',
    stateDir,
    cacheDir: join(stateDir, 'cache'),
    port: 0,
    pace: 10,
    settings,
    log: () => {},
    progress: () => {},
    onShutdown: () => {},
  });
  const paths = pathsIn(stateDir);
  const upstream = `http://127.0.0.1:${daemon.port}`;
  // One that is taken up keeps the settings that it had.
  await fetch(`${upstream}/_sandbox/settings`, { method: 'POST', body: JSON.stringify(settings) });
  const [key] = JSON.parse(readFileSync(paths.state, 'utf8')).accessKeys as { id: string; secret: string }[];
  const env = {
    AWS_ENDPOINT_URL: upstream,
    AWS_ACCESS_KEY_ID: key?.id ?? '',
    AWS_SECRET_ACCESS_KEY: key?.secret ?? '',
  };
  Object.assign(process.env, env);
  const text = readFileSync(paths.spec, 'utf8').replace(/^mesh: .*$/m, 'mesh: corp');
  const parsed = parseSpec(text, paths.spec);
  const clients = new Map<string, EC2Client>();
  const over = new Set<string>();
  let runs = 0;

  const run = async (
    death: Death | undefined,
    ask: () => Promise<boolean>,
    work: (tools: Tools) => Promise<readonly StepReport[]>,
    { spec } = parsed,
  ): Promise<Ended> => {
    const life = await mortal(upstream, death);
    process.env.AWS_ENDPOINT_URL = life.endpoint;
    const cloud = createAwsCloud({ regions: spec.members.map(({ region }) => region), tags: spec.tags });
    runs += 1;
    const runId = `run ${runs}`;
    const ssh = createSshShell({ home: stateDir, identity: paths.identity, configFile: paths.sshConfig });
    const tools: Tools = {
      cloud,
      shell: life.shell(ssh),
      clock: {
        now: () => new Date(),
        // Waiting is for a world that takes its time.
        pause: async (ms, signal) => {
          await pause(Math.min(ms, 20), undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
        },
      },
      operator: { notify: () => {}, ask },
      concurrency: 32,
      loginTimeoutMs: 20_000,
      runId,
      isGone: (id) => over.has(id),
      operatorKey: async () => readFileSync(`${paths.identity}.pub`, 'utf8').trim(),
      stop: new AbortController().signal,
    };
    const finished = work(tools);
    // After death nobody waits for it any more; its calls fail one by one.
    finished.catch(() => undefined);
    const reports = await Promise.race([finished, life.died.then(() => undefined)]);
    over.add(runId);
    await life.end();
    cloud.close();
    const undone = (reports ?? []).filter(({ outcome }) => outcome !== 'done');
    return { undone, calls: life.calls, died: reports === undefined };
  };

  return {
    env,
    ec2: (region) => {
      const known = clients.get(region) ?? new EC2Client({ region, endpoint: upstream });
      clients.set(region, known);
      return known;
    },
    apply: (death, ask = yes, team) => {
      const wanted = team === undefined ? parsed : parseSpec(`${text}\ntags: {team: ${team}}\n`, paths.spec);
      return run(death, ask, async (tools) => (await applyMesh(wanted, tools, false)).reports, wanted);
    },
    fix: (death) =>
      run(death, yes, async (tools) => {
        const engine = { audit, remedies: remediesOf };
        const options = { ids: [], openSsh: true, hosts: 'ssh', dryRun: false, safeOnly: false } as const;
        return (await fixMesh(parsed, { ...tools, store: fileStore(join(stateDir, 'runs')) }, engine, options)).reports;
      }),
    undo: (death) =>
      run(death, yes, async (tools) => {
        const options = { run: undefined, dryRun: false, openSsh: false };
        return (await undoFix(parsed, { ...tools, store: fileStore(join(stateDir, 'runs')) }, options)).reports;
      }),
    ill: async () => {
      let found: readonly string[] = [];
      await run(undefined, yes, async (tools) => {
        const { results } = audit(await collectFacts(parsed, tools, { openSsh: true, hosts: 'ssh' }));
        found = results.flatMap(({ status, check }) => (status === 'fail' || status === 'unknown' ? [check] : []));
        return [];
      });
      return [...new Set(found)];
    },
    exec: async (instanceId, ...argv) => {
      const body = JSON.stringify({ instanceId, argv });
      return (await fetch(`${upstream}/_sandbox/exec`, { method: 'POST', body })).json() as Promise<Said>;
    },
    destroy: () =>
      run(undefined, yes, async (tools) => (await destroyMesh(parsed, tools, { deleteLogs: true })).reports),
    stop: async () => {
      for (const one of clients.values()) one.destroy();
      await daemon.stop({ keepDisks: false });
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
