import { type ChildProcess, spawn } from 'node:child_process';
import { Socket as UdpSocket } from 'node:dgram';
import { Server, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { SocketAnswer, SocketRequest } from './socket-opener.ts';

/** Opens sockets inside one network namespace for use in this process. */
export interface NamespaceSockets {
  /** @throws Error when the address cannot be listened on. */
  listen(host: string, port: number): Promise<Server>;
  receive(host: string, port: number): Promise<UdpSocket>;
  /** The socket is paused, so that nothing is lost before it is connected to something. @throws Error when refused, or after 10 s. */
  connect(host: string, port: number, from: string): Promise<Socket>;
  /** Ends the socket opener; sockets it opened live on. */
  close(): Promise<void>;
}

type Pending = (answer: SocketAnswer, handle: unknown) => void;
type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Starts a socket opener in a namespace. Its program stands beside this one, in the source as in the bundle. */
export function openNamespaceSockets(namespace: string): NamespaceSockets {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const program = fileURLToPath(new URL(`./socket-opener.${extension}`, import.meta.url));
  const argv = ['netns', 'exec', namespace, process.execPath, program];
  const child = spawn('ip', argv, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const pending = new Map<number, Pending>();
  let next = 1;
  const ended = new Promise<void>((resolve) => {
    const end = (reason: string): void => {
      for (const [id, settle] of pending) settle({ id, error: reason }, undefined);
      pending.clear();
      resolve();
    };
    child.once('error', (error) => end(`the socket opener in ${namespace} could not be started: ${error.message}`));
    child.once('exit', () => end(`the socket opener in ${namespace} has ended`));
  });
  child.on('message', (message, handle) => {
    const answer = message as SocketAnswer;
    pending.get(answer.id)?.(answer, handle);
    pending.delete(answer.id);
  });

  const ask = <T>(request: Unnumbered<SocketRequest>, kind: new () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = next++;
      pending.set(id, (answer, handle) => {
        if (handle instanceof kind) resolve(handle);
        else
          reject(
            new Error(`Cannot ${request.kind} at ${request.host}:${request.port}: ${answer.error ?? 'no socket came'}`),
          );
      });
      send(child, { ...request, id });
    });

  return {
    listen: (host, port) => ask({ kind: 'listen', host, port }, Server),
    receive: (host, port) => ask({ kind: 'receive', host, port }, UdpSocket as unknown as new () => UdpSocket),
    connect: (host, port, from) => ask({ kind: 'connect', host, port, from }, Socket),
    close: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

function send(child: ChildProcess, request: SocketRequest): void {
  // The end of a dead one settles whatever waits; there is nothing to do about it here.
  if (child.connected) child.send(request, () => {});
}
