import { readFile, rename, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { SshDoor } from '#sandbox/hosts/backend.ts';
import { listenOnLoopback } from '#sandbox/loopback.ts';
import { operatorAddress } from './addresses.ts';
import type { NamespaceSockets } from './namespace-sockets.ts';
import { splice } from './splice.ts';

/**
 * The operator's way in: one loopback port per public address. Who connects to it is connected,
 * from the operator's address inside the pretend Internet, to that address's port 22, so that
 * translation and security groups have their say.
 */
export interface Doors {
  /** Opens and closes doors so that these addresses have one; an address gets the port it had before. */
  keep(publicIps: readonly string[]): Promise<void>;
  list(): readonly SshDoor[];
  close(): Promise<void>;
}

export async function createDoors(stateDir: string, internet: NamespaceSockets): Promise<Doors> {
  const file = join(stateDir, 'doors.json');
  const ports = await remembered(file);
  const open = new Map<string, { readonly server: Server; readonly port: number; readonly sockets: Set<Socket> }>();

  const openDoor = async (publicIp: string): Promise<void> => {
    const sockets = new Set<Socket>();
    const server = createServer({ pauseOnConnect: true }, (outer) => {
      sockets.add(outer);
      outer.on('error', () => {});
      outer.on('close', () => sockets.delete(outer));
      internet.connect(publicIp, 22, operatorAddress).then(
        (inner) => splice(outer, inner),
        () => outer.resetAndDestroy(),
      );
    });
    const port = (await tryListen(server, ports.get(publicIp))) ?? (await listenOnLoopback(server, 0));
    ports.set(publicIp, port);
    open.set(publicIp, { server, port, sockets });
  };

  const closeDoor = (publicIp: string): void => {
    const door = open.get(publicIp);
    open.delete(publicIp);
    door?.server.close();
    for (const socket of door?.sockets ?? []) socket.destroy();
  };

  return {
    async keep(publicIps) {
      for (const publicIp of [...open.keys()].filter((each) => !publicIps.includes(each))) closeDoor(publicIp);
      const missing = publicIps.filter((each) => !open.has(each));
      for (const publicIp of missing) await openDoor(publicIp);
      if (missing.length === 0) return;
      await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(ports)));
      await rename(`${file}.new`, file);
    },
    list: () => [...open].map(([publicIp, { port }]) => ({ publicIp, port })),
    async close() {
      for (const publicIp of [...open.keys()]) closeDoor(publicIp);
    },
  };
}

async function remembered(file: string): Promise<Map<string, number>> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, number>>));
  } catch {
    return new Map();
  }
}

/** The port, or undefined when it is somebody else's by now. */
async function tryListen(server: Server, port: number | undefined): Promise<number | undefined> {
  if (port === undefined) return undefined;
  return listenOnLoopback(server, port).catch(() => undefined);
}
