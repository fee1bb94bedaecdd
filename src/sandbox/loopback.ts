/** Where all of the sandbox's servers listen: the operator's own machine, and nobody else. */
import type { Server } from 'node:net';

/**
 * Listens on 127.0.0.1.
 * @param port 0: any free one
 * @returns the port
 * @throws Error what Node says: EADDRINUSE if the port is taken
 */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('A server on 127.0.0.1 has no port.'));
      else resolve(address.port);
    });
  });
}
