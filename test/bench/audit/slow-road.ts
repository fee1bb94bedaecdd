/** A road on which every packet takes its time: TCP connections to a port of this machine, each way. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface SlowRoad {
  readonly port: number;
  /** Connections that were made. */
  readonly travellers: number;
  close(): void;
}

/** @param delayMs what each packet takes, each way */
export async function slowRoad(to: number, delayMs: number): Promise<SlowRoad> {
  const sockets = new Set<Socket>();
  let travellers = 0;
  const carry = (from: Socket, into: Socket): void => {
    const later = (act: () => void): void => void setTimeout(act, delayMs);
    from.on('data', (chunk) => later(() => void into.write(chunk)));
    from.on('end', () => later(() => into.end()));
    from.on('close', () => later(() => into.destroy()));
    from.on('error', () => into.destroy());
  };
  const server: Server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    travellers += 1;
    const far = connect({ port: to, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    for (const one of [near, far]) sockets.add(one);
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get travellers() {
      return travellers;
    },
    close: () => {
      server.close();
      for (const one of sockets) one.destroy();
    },
  };
}
