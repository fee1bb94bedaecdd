/** The sandbox as a running thing: state, backend, network, lifecycle and API, put together in order and taken down in order. */
import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { NetworkReconciler } from '#sandbox/api/hosts/network-reconciler.ts';
import type { EndpointOptions } from './api/endpoint.ts';
import { Faults } from './api/faults.ts';
import { Lifecycle } from './api/hosts/lifecycle.ts';
import { roleCredentials } from './api/hosts/role-credentials.ts';
import { LogEvents } from './api/logs/event-store.ts';
import { RequestLog } from './api/request-log.ts';
import { listen } from './api/server.ts';
import type { Settings } from './api/settings.ts';
import { loadWorld, StateFile } from './api/store/state-file.ts';
import { emptyWorld, World } from './api/store/world.ts';
import { wireLog } from './api/wire-log.ts';
import { createBackend, type HostKind } from './backend-choice.ts';
import { Practice } from './breakages/practice.ts';
import type { HostBackend, HostConsole } from './hosts/backend.ts';
import { landscapes } from './landscapes/index.ts';
import type { LandscapeName } from './landscapes/names.ts';
import { ensureIdentity, seededVpcs, writeSpecs, writeSshConfig } from './operator-files.ts';
import { seededRegions, seedOperator, seedRegions } from './seed.ts';
import { pathsIn } from './state-paths.ts';

export interface DaemonOptions {
  readonly hosts: HostKind;
  readonly stateDir: string;
  /** What is prepared once and used by every sandbox: base images, packages. */
  readonly cacheDir: string;
  /** 0: any free port. */
  readonly port: number;
  /** Regions to seed in a new sandbox; all that can be, when absent. */
  readonly regions?: readonly string[];
  /** What else is seeded in a new sandbox, by its name; nothing when absent. */
  readonly landscape?: LandscapeName;
  /** Laid over the defaults in a new sandbox. */
  readonly settings?: Partial<Settings>;
  /** Simulated hosts: how many times faster than the clock their timers run; 1 when absent. */
  readonly pace?: number;
  readonly log: (line: string) => void;
  /** A step of the start, in words for the operator. */
  readonly progress: (step: string) => void;
  /** Called by POST /_sandbox/shutdown. */
  readonly onShutdown: (keepDisks: boolean) => void;
}

export interface Daemon {
  readonly port: number;
  /** Resolves when no instance is between two states. */
  idle(): Promise<void>;
  stop(options: { readonly keepDisks: boolean }): Promise<void>;
}

/** Every sandbox is the same made-up account. */
const accountId = '111122223333';

/**
 * Starts a sandbox in this process; a state directory that was used before is taken up where it was left.
 * @throws Error when the port is taken, the backend cannot work here, or the state cannot be read
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { stateDir, log, progress } = options;
  const paths = pathsIn(stateDir);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const found = loadWorld(paths.state);
  const world = found ?? new World({ ...emptyWorld(accountId), settings: options.settings ?? {} });
  const file = new StateFile(paths.state, world);
  const save = (): Promise<void> => file.save();
  const live = world.regions().flatMap(([, region]) => region.logStreams.all().map((stream) => stream.id));
  const events = new LogEvents(paths.events, new Set(live));
  const server = await listen(options.port, log);
  let lifecycle: Lifecycle | undefined;
  let stopping = false;
  try {
    progress(`preparing hosts (${options.hosts})`);
    const backend = await createBackend(options, {
      apiPort: server.port,
      roleCredentials: (id) => {
        const credentials = roleCredentials(world, id, Date.now());
        save().catch((error: unknown) => log(`the state was not saved: ${String(error)}`));
        return credentials;
      },
      metadataOptions: (id) => {
        const instance = world.regions().flatMap(([, region]) => region.instances.get(id) ?? [])[0];
        return { httpTokens: instance?.metadata.httpTokens ?? 'required', hopLimit: instance?.metadata.hopLimit ?? 1 };
      },
      // When the sandbox itself goes down, its hosts stop without having been stopped: they run again with it.
      hostStopped: (id) => (stopping ? undefined : lifecycle?.hostStopped(id)),
    });
    const reconciler = new NetworkReconciler(world, backend, () => writeSshConfig(paths, backend.doors()));
    const settle = (): Promise<void> => reconciler.settle();
    const faults = new Faults();
    lifecycle = new Lifecycle({ world, backend, faults, settle, save, log });
    writeSshConfig(paths, backend.doors());
    const publicKey = ensureIdentity(paths);
    if (found === undefined) {
      progress('seeding regions');
      seedOperator(world, Date.now());
      const regions = options.regions ?? Object.keys(seededRegions);
      const landscape = options.landscape === undefined ? undefined : landscapes[options.landscape];
      await seedRegions({ world, hosts: lifecycle }, regions, publicKey, landscape);
      world.settings = { ...world.settings, landscape: options.landscape ?? '' };
    } else {
      progress('taking up where it was left');
      lifecycle.resume();
    }
    writeSpecs(paths, seededVpcs(world), backend.operatorAddress);
    await save();
    progress('building the network');
    await settle();
    const hosts = lifecycle;
    const requests = new RequestLog(paths.requests);
    const practiceWith = (console: HostConsole): Practice =>
      new Practice({ world, hosts, console, settle, save, file: paths.planted, chance: Math.random });
    const endpoint: EndpointOptions = {
      world,
      events,
      hosts: lifecycle,
      faults,
      settle,
      ...(backend.console === undefined || backend.kind === 'real' ? {} : { console: backend.console }),
      ...(backend.console === undefined ? {} : { practice: practiceWith(backend.console) }),
      save,
      record: (line) => requests.append(line),
      wire: wireLog(),
      log,
    };
    server.open(endpoint, options.onShutdown);
    progress('booting hosts');
    await lifecycle.idle();
    progress('ready');
    return daemon(server, lifecycle, async (how) => {
      stopping = true;
      await save();
      await backend.shutdown(how);
    });
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** Longest wait for hosts that are between two states when the sandbox goes down. */
const timeoutMs = 60_000;

function daemon(
  server: { readonly port: number; close(): Promise<void> },
  lifecycle: Lifecycle,
  shutdown: HostBackend['shutdown'],
): Daemon {
  return {
    port: server.port,
    idle: () => lifecycle.idle(),
    stop: async (how) => {
      await server.close();
      await Promise.race([lifecycle.idle(), delay(timeoutMs, undefined, { ref: false })]);
      await shutdown(how);
    },
  };
}
