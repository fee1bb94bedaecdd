import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import bootScript from './boot.sh';
import { makeCgroups, removeCgroups } from './cgroups.ts';
import type { Disk } from './disk.ts';
import { findLeader } from './leader.ts';

export interface GuestOptions {
  readonly instanceId: string;
  readonly hostName: string;
  readonly disk: Disk;
  readonly repository: string;
  /** The sandbox's prefix: machine names and cgroups begin with it. */
  readonly prefix: string;
  /** A fresh network namespace for this boot. */
  readonly namespace: string;
}

/** How a boot ended: the guest asked for another one, switched itself off, or was killed or broke. */
export type GuestEnd = 'reboot' | 'poweroff' | 'killed';

/** One boot of a host, from nspawn's start to its end. */
export interface Guest {
  /** Process id of the guest's init on the machine. */
  readonly leader: number;
  readonly ended: Promise<GuestEnd>;
  /** Resolves when the guest says that it is up, when it has ended, or after a minute. */
  readonly booted: Promise<void>;
  /** Asks the guest's init to reboot, as the keys Ctrl-Alt-Del do. */
  askReboot(): void;
  askPoweroff(): void;
  /** Ends it at once, with everything in it. */
  kill(): Promise<void>;
}

/** What nspawn's exit code says when the guest rebooted (systemd-nspawn(1), "Exit status"). */
const rebootCode = 133;

export const consoleFile = (disk: Disk): string => join(disk.folder, 'console.log');

/**
 * Boots a host; resolves when its init runs.
 * @throws with the console's last lines when it does not come to that.
 */
export async function bootGuest(options: GuestOptions): Promise<Guest> {
  const { instanceId, disk, prefix } = options;
  const machine = `${prefix}-${instanceId}`;
  await removeCgroups(prefix, instanceId);
  const cgroups = await makeCgroups(prefix, instanceId);
  const nspawn = startNspawn(options, machine, cgroups);
  let gone = false;
  const ended = new Promise<GuestEnd>((resolve) => {
    const end = async (how: GuestEnd): Promise<void> => {
      gone = true;
      await rm(join(disk.folder, 'leader'), { force: true });
      await removeCgroups(prefix, instanceId).catch(() => {});
      await removePropagation(machine);
      resolve(how);
    };
    nspawn.once('error', () => void end('killed'));
    nspawn.once('exit', (code) => void end(code === rebootCode ? 'reboot' : code === 0 ? 'poweroff' : 'killed'));
  });
  const leader = await findLeader(nspawn.pid ?? 0, () => gone);
  if (leader === undefined) {
    await ended;
    const said = (await readConsole(disk)).trim().split('\n').slice(-6).join('\n');
    throw new Error(`Host ${instanceId} did not boot: ${said || 'systemd-nspawn could not be started'}`);
  }
  await writeFile(join(disk.folder, 'leader'), `${leader}\n`);
  return {
    leader,
    ended,
    booted: waitUntilUp(disk, () => gone),
    askReboot: () => signal(leader, 'SIGINT', gone),
    // nspawn passes it on to the guest's init as the signal that means "power off".
    askPoweroff: () => signal(nspawn.pid, 'SIGTERM', gone),
    async kill() {
      await removeCgroups(prefix, instanceId);
      await ended;
    },
  };
}

/** nspawn leaves the folders it would have taken mounts from; removes those of machines whose name begins so. */
export async function removePropagation(prefix: string): Promise<void> {
  const folder = '/run/systemd/nspawn/propagate';
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.startsWith(prefix)) await rmdir(join(folder, name)).catch(() => {});
  }
}

/** What the console has printed since the last boot, without carriage returns. */
export async function readConsole(disk: Disk): Promise<string> {
  return (await readFile(consoleFile(disk), 'utf8').catch(() => '')).replaceAll('\r', '');
}

function startNspawn(options: GuestOptions, machine: string, cgroups: readonly string[]): ChildProcess {
  const output = openSync(consoleFile(options.disk), 'w', 0o600);
  try {
    // In a session of its own: Ctrl-C at the operator's terminal is not for it.
    return spawn('unshare', ['--mount', '--propagation', 'slave', 'sh', '-c', bootScript], {
      detached: true,
      stdio: ['ignore', output, output],
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        DISK: options.disk.folder,
        LOWER: options.disk.lower,
        NAMESPACE: options.namespace,
        MACHINE: machine,
        HOST_NAME: options.hostName,
        REPOSITORY: options.repository,
        CGROUPS: cgroups.join('\n'),
      },
    });
  } finally {
    closeSync(output);
  }
}

async function waitUntilUp(disk: Disk, gone: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!gone() && Date.now() < deadline) {
    if (/Reached target.*(cloud-init\.target|Cloud-init target)/.test(await readConsole(disk))) return;
    await setTimeout(200);
  }
}

function signal(pid: number | undefined, name: NodeJS.Signals, gone: boolean): void {
  if (pid !== undefined && !gone) process.kill(pid, name);
}
