/** The operator's ways in: a loopback port per public address, the same one again over restarts. */
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { SshDoor } from '#sandbox/hosts/backend.ts';
import { listenOnLoopback } from '#sandbox/loopback.ts';

/** Where a connection to an address ends up: at a host, refused by it, or nowhere. */
export type Admission =
  | { readonly kind: 'open'; readonly take: (socket: Socket) => void }
  | { readonly kind: 'refused' }
  | { readonly kind: 'dropped' };

/** What a client that gets no answer waits before it gives up: Linux's six SYN retries. */
const silenceMs = 127_000;

/** Addresses whose port is remembered after they are gone; AWS hands out others the next time. */
const mostRemembered = 200;

interface Door {
  readonly server: Server;
  readonly port: number;
  readonly sockets: Set<Socket>;
}

export class Doors {
  readonly #file: string;
  readonly #ports: Map<string, number>;
  readonly #open = new Map<string, Door>();
  readonly #admit: (publicIp: string) => Admission;

  constructor(stateDir: string, admit: (publicIp: string) => Admission) {
    this.#file = join(stateDir, 'doors.json');
    this.#ports = remembered(this.#file);
    this.#admit = admit;
  }

  /** Opens and closes doors so that these addresses have one. */
  async keep(publicIps: readonly string[]): Promise<void> {
    for (const publicIp of [...this.#open.keys()].filter((each) => !publicIps.includes(each))) this.#close(publicIp);
    const missing = publicIps.filter((each) => !this.#open.has(each));
    await Promise.all(missing.map((publicIp) => this.#openDoor(publicIp)));
    if (missing.length === 0) return;
    await writeFile(`${this.#file}.new`, JSON.stringify(Object.fromEntries(this.#ports)));
    await rename(`${this.#file}.new`, this.#file);
  }

  list(): readonly SshDoor[] {
    return [...this.#open].map(([publicIp, { port }]) => ({ publicIp, port }));
  }

  close(): void {
    for (const publicIp of [...this.#open.keys()]) this.#close(publicIp);
  }

  async #openDoor(publicIp: string): Promise<void> {
    const sockets = new Set<Socket>();
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
      const admission = this.#admit(publicIp);
      if (admission.kind === 'open') admission.take(socket);
      else if (admission.kind === 'refused') socket.resetAndDestroy();
      else {
        // Nobody answers; reading on is how the client's own giving up is noticed.
        socket.resume();
        setTimeout(() => socket.destroy(), silenceMs).unref();
      }
    });
    const known = this.#ports.get(publicIp);
    const port =
      (known === undefined ? undefined : await listenOnLoopback(server, known).catch(() => undefined)) ??
      (await listenOnLoopback(server, 0));
    this.#remember(publicIp, port);
    this.#open.set(publicIp, { server, port, sockets });
  }

  #remember(publicIp: string, port: number): void {
    this.#ports.delete(publicIp);
    this.#ports.set(publicIp, port);
    for (const old of this.#ports.keys()) {
      if (this.#ports.size <= mostRemembered) return;
      if (!this.#open.has(old) && old !== publicIp) this.#ports.delete(old);
    }
  }

  #close(publicIp: string): void {
    const door = this.#open.get(publicIp);
    this.#open.delete(publicIp);
    door?.server.close();
    for (const socket of door?.sockets ?? []) socket.destroy();
  }
}

function remembered(file: string): Map<string, number> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, number>>));
  } catch {
    return new Map();
  }
}
