/** A sandbox with real hosts for the time of a test file, and the product's own command line to work on it. */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { copySandbox } from './copy-sandbox.ts';
import { quick } from './quick.ts';

const root = resolve(import.meta.dirname, '../..');

export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Lab {
  /** Folder of this lab's own; the sandbox keeps its state in `state` below it. */
  readonly folder: string;
  readonly state: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs the built command line; `kill` is called with the child's process id right after the start. */
  vpnmesh(args: readonly string[], options?: RunOptions): Promise<Output>;
  /** The same with --json, parsed. */
  json<T>(args: readonly string[], options?: RunOptions): Promise<T>;
  /** Writes a spec of so many members from the sandbox's ready ones, for mesh `corp`, changed as told. */
  spec(name: string, members: 2 | 3, change?: (text: string) => string): string;
  ec2(region: string): EC2Client;
  /** Takes the sandbox down for good, and leaves what it would go on from in a folder. */
  leaveIn(folder: string): Promise<void>;
  down(): Promise<void>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly onStart?: (pid: number) => void;
  readonly onLine?: (line: string, pid: number) => void;
}

export interface LabOptions {
  /** What another lab's sandbox has left: this one goes on from a copy of it. */
  readonly from?: string;
  /** Simulated hosts report every five minutes, not every thirty seconds: what one says is not overtaken by another's. */
  readonly asInLife?: boolean;
}

/** Brings the sandbox up. Throws with the command's own words when it cannot. */
export async function startLab(
  hosts: 'real' | 'simulated' | 'none' = 'real',
  { from, asInLife = false }: LabOptions = {},
): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), 'vpnmesh-lab-'));
  const state = join(folder, 'sandbox');
  if (from !== undefined) copySandbox(from, state);
  const base = { ...processEnv(), VPNMESH_SANDBOX: state, XDG_STATE_HOME: join(folder, 'state') };
  const up = await run(['sandbox', 'up', '--hosts', hosts], {
    ...base,
    ...(hosts === 'simulated' && !asInLife ? paced : {}),
  });
  if (up.code !== 0) throw new Error(`sandbox up failed (${up.code}):\n${up.stdout}${up.stderr}`);
  const told = JSON.parse((await run(['sandbox', 'env', '--json'], base)).stdout) as {
    variables: Record<string, string>;
    specs: string[];
  };
  const env = { ...base, ...told.variables };
  if (hosts !== 'real') await hurry(told.variables.AWS_ENDPOINT_URL ?? '');
  const clients = new Map<string, EC2Client>();
  const stop = async (...flags: readonly string[]): Promise<void> => {
    for (const one of clients.values()) one.destroy();
    const down = await run(['sandbox', 'down', ...flags], base);
    if (down.code !== 0) throw new Error(`sandbox down failed:\n${down.stderr}`);
  };
  const vpnmesh = (args: readonly string[], options: RunOptions = {}): Promise<Output> =>
    run(args, { ...env, ...options.env }, options);
  return {
    folder,
    state,
    env,
    vpnmesh,
    json: async (args, options) => {
      const { code, stdout, stderr } = await vpnmesh([...args, '--json'], options);
      try {
        return JSON.parse(stdout);
      } catch {
        throw new Error(`vpnmesh ${args.join(' ')} (exit ${code}) printed no JSON:\n${stdout}\n${stderr}`);
      }
    },
    spec: (name, members, change = (text) => text) => {
      const path = join(folder, name);
      const ready = readFileSync(join(state, members === 2 ? 'vpnmesh.yaml' : 'vpnmesh-3.yaml'), 'utf8');
      writeFileSync(path, change(ready.replace(/^mesh: .*$/m, 'mesh: corp')));
      return path;
    },
    ec2: (region) => {
      const known = clients.get(region) ?? client(region, env);
      clients.set(region, known);
      return known;
    },
    leaveIn: async (to) => {
      await stop('--keep');
      cpSync(state, to, { recursive: true });
      rmSync(folder, { recursive: true, force: true });
    },
    down: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Simulated hosts in a process of their own have as little time to wait as those in the process of a test. */
export const paced = { VPNMESH_SANDBOX_PACE: '10' };

/** What hosts take to come up is cut short; that calls are seen late, and instances stop slowly, stays as in AWS. */
async function hurry(endpoint: string): Promise<void> {
  const { profileDelayMs, consoleDelayMs, statusDelayMs } = quick;
  const body = JSON.stringify({ profileDelayMs, consoleDelayMs, statusDelayMs });
  const answer = await fetch(`${endpoint}/_sandbox/settings`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`the sandbox took no settings: ${await answer.text()}`);
}

function processEnv(): Record<string, string> {
  // A terminal of a test is a person's, wherever the tests themselves run.
  const drop = /^(AWS_|VPNMESH_|FORCE_COLOR|NO_COLOR|CI$|CI_|CONTINUOUS_INTEGRATION)/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) =>
      value === undefined || drop.test(key) ? [] : [[key, value]],
    ),
  );
}

function client(region: string, env: Readonly<Record<string, string>>): EC2Client {
  return new EC2Client({
    region,
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' },
  });
}

/** A lab of simulated hosts with a mesh of two regions that was just applied. @throws Error with what apply said */
export async function startMeshLab(options: LabOptions = {}): Promise<{ readonly lab: Lab; readonly spec: string }> {
  const lab = await startLab('simulated', options);
  const spec = lab.spec('spec.yaml', 2);
  const { code, stderr } = await lab.vpnmesh(['apply', '--yes', '-f', spec]);
  if (code === 0) return { lab, spec };
  await lab.down();
  throw new Error(`apply ended with ${code}: ${stderr}`);
}

export function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: RunOptions = {},
): Promise<Output> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'dist/bin.js'), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    let pending = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out.stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      out.stderr += chunk.toString();
      const lines = (pending + chunk.toString()).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) options.onLine?.(line, child.pid ?? 0);
    });
    child.once('error', fail);
    child.once('close', (code) => done({ code, ...out }));
    if (child.pid !== undefined) options.onStart?.(child.pid);
  });
}
