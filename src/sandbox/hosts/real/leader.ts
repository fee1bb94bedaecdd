import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Where a host's leader, its process 1 as the machine numbers it, is written down. */
export const leaderFile = (stateDir: string, instanceId: string): string =>
  join(stateDir, 'hosts', instanceId, 'leader');

/**
 * Waits until a systemd-nspawn's guest runs its init.
 * @returns the init's process id on the machine; undefined when nspawn ended first.
 */
export async function findLeader(nspawn: number, ended: () => boolean): Promise<number | undefined> {
  while (!ended()) {
    const children = await readFile(`/proc/${nspawn}/task/${nspawn}/children`, 'utf8').catch(() => '');
    for (const child of children.split(' ').filter((text) => text !== '')) {
      if ((await isInit(Number(child))) && (await nameOf(Number(child))) === 'systemd') return Number(child);
    }
    await setTimeout(20);
  }
  return undefined;
}

/** Whether a process is number 1 of a process namespace below the machine's own. */
export async function isInit(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return /^NSpid:\t\d+(\t\d+)*\t1$/m.test(status);
}

async function nameOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
}
