import { type ChildProcess, spawn } from 'node:child_process';
import { Socket as UdpSocket } from 'node:dgram';
import { Server, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { EnvoyAnswer, EnvoyRequest } from './envoy.ts';

/** Opens sockets inside one network namespace for use in this process. */
export interface Embassy {
  /** @throws Error when the address cannot be listened on. */
  listen(host: string, port: number): Promise<Server>;
  receive(host: string, port: number): Promise<UdpSocket>;
  /** The socket is paused, so that nothing is lost before it is connected to something. @throws Error when refused, or after 10 s. */
  connect(host: string, port: number, from: string): Promise<Socket>;
  /** Ends the envoy; sockets it opened live on. */
  close(): Promise<void>;
}

type Pending = (answer: EnvoyAnswer, handle: unknown) => void;
type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Sends an envoy into a namespace. Its program stands beside this one, in the source as in the bundle. */
export function openEmbassy(namespace: string): Embassy {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const program = fileURLToPath(new URL(`./envoy.${extension}`, import.meta.url));
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
    child.once('error', (error) => end(`the envoy in ${namespace} could not be started: ${error.message}`));
    child.once('exit', () => end(`the envoy in ${namespace} has ended`));
  });
  child.on('message', (message, handle) => {
    const answer = message as EnvoyAnswer;
    pending.get(answer.id)?.(answer, handle);
    pending.delete(answer.id);
  });

  const ask = <T>(request: Unnumbered<EnvoyRequest>, kind: new () => T): Promise<T> =>
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

function send(child: ChildProcess, request: EnvoyRequest): void {
  // A dead envoy's end settles whatever waits; there is nothing to do about it here.
  if (child.connected) child.send(request, () => {});
}
