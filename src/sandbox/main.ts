/**
 * Process entry of the sandbox. `serve` runs until it is told to stop and writes where
 * it is; `clean` removes what a sandbox that was killed has left on the machine.
 */
import { parseArgs } from 'node:util';
import { cleanUp, type HostKind } from './backend-choice.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { type DaemonRecord, readRecord, writeRecord } from './daemon-record.ts';
import { isLandscape, type LandscapeName } from './landscapes/names.ts';
import { paceFrom } from './pace.ts';

interface Orders {
  readonly hosts: HostKind;
  readonly stateDir: string;
  readonly cacheDir: string;
  readonly regions: readonly string[] | undefined;
  readonly landscape: LandscapeName | undefined;
  readonly keepDisks: boolean;
}

const isHostKind = (text: string): text is HostKind => ['none', 'simulated', 'real'].includes(text);

function readOrders(args: readonly string[]): Orders {
  const { values } = parseArgs({
    args: [...args],
    options: {
      hosts: { type: 'string', default: 'none' },
      state: { type: 'string' },
      cache: { type: 'string' },
      regions: { type: 'string' },
      landscape: { type: 'string' },
      'keep-disks': { type: 'boolean', default: false },
    },
  });
  const { hosts, state: stateDir, cache: cacheDir } = values;
  if (stateDir === undefined || cacheDir === undefined || !isHostKind(hosts)) {
    throw new Error(
      'usage: serve|clean --hosts none|simulated|real --state DIR --cache DIR [--regions a,b] [--landscape NAME] [--keep-disks]',
    );
  }
  const { landscape } = values;
  if (landscape !== undefined && !isLandscape(landscape)) throw new Error(`there is no landscape ${landscape}`);
  return { hosts, stateDir, cacheDir, regions: values.regions?.split(','), landscape, keepDisks: values['keep-disks'] };
}

// Its log is a convenience: a disk that is full must not end it.
process.stdout.on('error', () => undefined);
const say = (line: string): void => {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
};

function fatal(error: unknown): never {
  say(`fatal: ${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof Error && error.stack !== undefined) say(error.stack);
  process.exit(1);
}

async function serve({ hosts, stateDir, cacheDir, regions, landscape }: Orders): Promise<void> {
  // The same port again, so that what an operator has exported stays right over a restart.
  const port = readRecord(stateDir)?.port ?? 0;
  const started: DaemonRecord = {
    pid: process.pid,
    port,
    hosts,
    cacheDir,
    startedAt: new Date().toISOString(),
    phase: 'starting',
  };
  writeRecord(stateDir, started);
  let daemon: Daemon | undefined;
  let stopping = false;
  const stop = (keepDisks: boolean): void => {
    if (stopping) return;
    stopping = true;
    say('stopping');
    if (daemon === undefined) fatal(new Error('told to stop while starting'));
    daemon.stop({ keepDisks }).then(() => {
      writeRecord(stateDir, { ...started, port: daemon?.port ?? port, phase: 'stopped' });
      process.exit(0);
    }, fatal);
  };
  process.on('SIGTERM', () => stop(true));
  process.on('SIGINT', () => stop(true));
  // The operator's terminal may go; the sandbox stays.
  process.on('SIGHUP', () => {});
  daemon = await startDaemon({
    hosts,
    stateDir,
    cacheDir,
    port,
    pace: paceFrom(),
    ...(regions === undefined ? {} : { regions }),
    ...(landscape === undefined ? {} : { landscape }),
    log: say,
    progress: (step) => say(`progress: ${step}`),
    onShutdown: stop,
  });
  writeRecord(stateDir, { ...started, port: daemon.port, phase: 'ready' });
}

async function clean(orders: Orders): Promise<void> {
  await cleanUp({ ...orders, log: say });
  const record = readRecord(orders.stateDir);
  if (record !== undefined) writeRecord(orders.stateDir, { ...record, phase: 'stopped' });
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'serve') serve(readOrders(rest)).catch(fatal);
else if (command === 'clean') clean(readOrders(rest)).then(() => process.exit(0), fatal);
else fatal(new Error(`no command ${command ?? ''}: this is started by \`vpnmesh sandbox\``));
