/**
 * A small program that runs inside a network namespace and opens sockets there for the
 * sandbox's own process. A socket belongs to the namespace it was made in for as long as it
 * lives, whoever holds it: so listeners and connections are handed over, and nothing has to
 * carry bytes back and forth. It is a program of its own because a Node process can't change
 * namespaces, and imports nothing of ours for the same reason. Ends with its IPC channel.
 */
import { createSocket } from 'node:dgram';
import { createServer, connect as open } from 'node:net';

export type SocketRequest =
  | { readonly id: number; readonly kind: 'listen'; readonly host: string; readonly port: number }
  | { readonly id: number; readonly kind: 'receive'; readonly host: string; readonly port: number }
  | {
      readonly id: number;
      readonly kind: 'connect';
      readonly host: string;
      readonly port: number;
      readonly from: string;
    };

/** Comes with the handle when `error` is absent. */
export interface SocketAnswer {
  readonly id: number;
  readonly error?: string;
}

/** Milliseconds after which a connection that nobody answers is given up, as most SSH clients do. */
const connectTimeout = 10_000;

function refuse(id: number, error: Error): void {
  if (process.connected) process.send?.({ id, error: error.message } satisfies SocketAnswer);
}

function listen({ id, host, port }: SocketRequest): void {
  const server = createServer();
  server.once('error', (error) => refuse(id, error));
  server.listen(port, host, () => process.send?.({ id }, server, {}, () => server.close()));
}

function receive({ id, host, port }: SocketRequest): void {
  const socket = createSocket('udp4');
  socket.once('error', (error) => refuse(id, error));
  socket.bind(port, host, () => process.send?.({ id }, socket, {}, () => socket.close()));
}

function connect(id: number, host: string, port: number, from: string): void {
  const socket = open({ host, port, localAddress: from });
  // Not a byte may be read here: whoever gets the socket wants them all.
  socket.pause();
  socket.setTimeout(connectTimeout, () => socket.destroy(new Error('nobody answered in time')));
  socket.on('error', (error) => refuse(id, error));
  socket.once('connect', () => {
    socket.setTimeout(0);
    process.send?.({ id }, socket);
  });
}

process.on('message', (request: SocketRequest) => {
  switch (request.kind) {
    case 'listen':
      listen(request);
      break;
    case 'receive':
      receive(request);
      break;
    case 'connect':
      connect(request.id, request.host, request.port, request.from);
      break;
  }
});
process.on('disconnect', () => process.exit());
