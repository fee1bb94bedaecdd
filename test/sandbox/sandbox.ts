/** A sandbox without hosts in this process, and real AWS clients that talk to it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import type { RequestLine } from '#sandbox/api/request-log.ts';
import type { Settings } from '#sandbox/api/settings.ts';
import type { WorldRows } from '#sandbox/api/store/world.ts';
import { type Daemon, startDaemon } from '#sandbox/daemon.ts';
import type { LandscapeName } from '#sandbox/landscapes/names.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface TestSandbox {
  readonly stateDir: string;
  readonly endpoint: string;
  readonly credentials: Credentials;
  /** What went wrong inside, line by line: empty in a healthy run. */
  readonly complaints: readonly string[];
  readonly idle: () => Promise<void>;
  readonly requests: () => readonly RequestLine[];
  /** What is on disk. */
  readonly state: () => WorldRows;
  readonly post: (path: string, body: unknown) => Promise<{ readonly status: number; readonly json: unknown }>;
  /** Stops it and starts it again on the same state, or on another one. */
  readonly restart: (state?: WorldRows) => Promise<void>;
  readonly ec2: (region?: string, credentials?: Credentials) => EC2Client;
  readonly iam: (credentials?: Credentials) => IAMClient;
  readonly sts: (credentials?: Credentials) => STSClient;
  readonly logs: (region?: string, credentials?: Credentials) => CloudWatchLogsClient;
  readonly quotas: (region?: string, credentials?: Credentials) => ServiceQuotasClient;
  readonly stop: () => Promise<void>;
}

/** Times that make tests quick and still leave every state to be seen. */
const quick: Partial<Settings> = {
  consistencyMs: 0,
  profileDelayMs: 300,
  consoleDelayMs: 200,
  statusDelayMs: 200,
  transitionMs: 50,
};

export async function startSandbox(
  options: {
    readonly regions?: readonly string[];
    readonly settings?: Partial<Settings>;
    readonly landscape?: LandscapeName;
  } = {},
): Promise<TestSandbox> {
  const stateDir = mkdtempSync(join(tmpdir(), 'vpnmesh-sandbox-test-'));
  const complaints: string[] = [];
  const start = (port: number): Promise<Daemon> =>
    startDaemon({
      hosts: 'none',
      stateDir,
      cacheDir: stateDir,
      port,
      regions: options.regions ?? ['us-east-1'],
      ...(options.landscape === undefined ? {} : { landscape: options.landscape }),
      settings: { ...quick, ...options.settings },
      log: (line) => complaints.push(line),
      progress: () => {},
      onShutdown: () => {},
    });
  let daemon = await start(0);
  const endpoint = `http://127.0.0.1:${daemon.port}`;
  const state = (): WorldRows => JSON.parse(readFileSync(join(stateDir, 'state.json'), 'utf8')) as WorldRows;
  const [key] = state().accessKeys;
  const own = { accessKeyId: key?.id ?? '', secretAccessKey: key?.secret ?? '' };
  const config = (region = 'us-east-1', credentials: Credentials = own) => ({
    endpoint,
    region,
    credentials,
    maxAttempts: 1,
  });
  return {
    stateDir,
    endpoint,
    credentials: own,
    complaints,
    idle: () => daemon.idle(),
    requests: () =>
      readFileSync(join(stateDir, 'requests.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as RequestLine),
    state,
    post: async (path, body) => {
      const response = await fetch(`${endpoint}${path}`, { method: 'POST', body: JSON.stringify(body) });
      return { status: response.status, json: await response.json() };
    },
    restart: async (next) => {
      const { port } = daemon;
      await daemon.stop({ keepDisks: true });
      if (next !== undefined) writeFileSync(join(stateDir, 'state.json'), JSON.stringify(next));
      daemon = await start(port);
    },
    ec2: (region, credentials) => new EC2Client(config(region, credentials)),
    iam: (credentials) => new IAMClient(config(undefined, credentials)),
    sts: (credentials) => new STSClient(config(undefined, credentials)),
    logs: (region, credentials) => new CloudWatchLogsClient(config(region, credentials)),
    quotas: (region, credentials) => new ServiceQuotasClient(config(region, credentials)),
    stop: async () => {
      await daemon.stop({ keepDisks: false });
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

/** The AWS error code an operation fails with; an operation that succeeds fails the test. */
export async function codeOf(operation: Promise<unknown>): Promise<string> {
  try {
    await operation;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
  throw new Error('the call succeeded, an error was expected');
}

/** Asks again until the answer passes. @throws Error with the last answer when the deadline passes first */
export async function eventually<T>(
  ask: () => Promise<T>,
  passes: (answer: T) => boolean,
  withinMs = 10_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (passes(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(answer)} after ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
