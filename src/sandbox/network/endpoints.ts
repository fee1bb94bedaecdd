import { connect, type Server, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import { servicesAddress } from './addresses.ts';
import type { Authority } from './certificates.ts';
import type { NamespaceSockets } from './namespace-sockets.ts';
import { splice } from './splice.ts';

/** Names that the endpoints answer to: a service and a region. */
const ours = /^[a-z0-9]+\.[a-z0-9-]+\.amazonaws\.com$/;

/**
 * AWS's public endpoints as the hosts reach them: an address in the pretend Internet whose
 * ports 443 and 80 lead to the emulated AWS on the machine's loopback. A host needs what it needs on
 * EC2: a public address, a route, and a group that lets it out.
 * @param apiPort asked for at each connection.
 */
export async function serveEndpoints(
  internet: NamespaceSockets,
  apiPort: () => number,
  { contextFor }: Authority,
): Promise<() => void> {
  const toApi = (guest: Socket): void => {
    guest.on('error', () => {});
    splice(guest, connect({ host: '127.0.0.1', port: apiPort() }));
  };
  const secure = createServer(
    {
      SNICallback: (name, done) => {
        if (!ours.test(name)) done(new Error(`the sandbox has no endpoint ${name}`));
        else contextFor(name).then((context) => done(null, context), done);
      },
    },
    toApi,
  );
  secure.on('tlsClientError', () => {});
  const listeners: readonly Server[] = [
    await internet.listen(servicesAddress, 80),
    await internet.listen(servicesAddress, 443),
  ];
  listeners[0]?.on('connection', toApi);
  listeners[1]?.on('connection', (guest: Socket) => secure.emit('connection', guest));
  return () => {
    for (const one of listeners) one.close();
  };
}
