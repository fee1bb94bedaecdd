/** How a sandbox is, read from its files. */
import { existsSync, readFileSync } from 'node:fs';
import type { WorldRows } from './api/store/world.ts';
import type { HostKind } from './backend-choice.ts';
import { isAlive, readRecord } from './daemon-record.ts';
import { pathsIn } from './state-paths.ts';

export interface SandboxInstance {
  readonly region: string;
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly privateIp: string | undefined;
  readonly publicIp: string | undefined;
}

export interface SandboxStatus {
  /** `dead`: it was up and its process is gone. */
  readonly state: 'absent' | 'stopped' | 'dead' | 'starting' | 'running';
  readonly stateDir: string;
  readonly hosts: HostKind | undefined;
  readonly pid: number | undefined;
  readonly endpoint: string | undefined;
  readonly instances: readonly SandboxInstance[];
}

export function readWorld(stateDir: string): WorldRows | undefined {
  const { state } = pathsIn(stateDir);
  return existsSync(state) ? (JSON.parse(readFileSync(state, 'utf8')) as WorldRows) : undefined;
}

function instancesIn(world: WorldRows): readonly SandboxInstance[] {
  return Object.entries(world.regions).flatMap(([region, rows]) =>
    (rows.instances ?? [])
      .filter(({ state }) => state !== 'terminated')
      .map(({ id, tags, state }) => {
        const nic = rows.interfaces?.find(
          (one) => one.attachment?.instanceId === id && one.attachment.deviceIndex === 0,
        );
        const elastic = rows.addresses?.find((one) => nic !== undefined && one.association?.interfaceId === nic.id);
        return {
          region,
          id,
          name: tags.Name ?? '',
          state,
          privateIp: nic?.privateIp,
          publicIp: elastic?.publicIp ?? nic?.autoPublicIp,
        };
      }),
  );
}

/** How it is, from its files alone: nothing is started and nobody is asked. */
export async function sandboxStatus({ stateDir }: { readonly stateDir: string }): Promise<SandboxStatus> {
  const record = readRecord(stateDir);
  const alive = record !== undefined && isAlive(record, stateDir);
  const world = readWorld(stateDir);
  const gone = record !== undefined && record.phase !== 'stopped' ? 'dead' : world === undefined ? 'absent' : 'stopped';
  return {
    state: alive ? (record.phase === 'ready' ? 'running' : 'starting') : gone,
    stateDir,
    hosts: record?.hosts,
    pid: alive ? record.pid : undefined,
    endpoint: alive && record.phase === 'ready' ? `http://127.0.0.1:${record.port}` : undefined,
    instances: world === undefined ? [] : instancesIn(world),
  };
}
