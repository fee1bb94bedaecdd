import { connect } from 'node:net';
import { servicesAddress } from './addresses.ts';
import type { Embassy } from './embassy.ts';
import { splice } from './splice.ts';

/**
 * AWS's public endpoints as the hosts reach them: an address in the pretend Internet whose
 * port 80 leads to the pretend AWS on the machine's loopback. A host needs what it needs on
 * EC2: a public address, a route, and a group that lets it out.
 * @param apiPort asked for at each connection.
 */
export async function serveEndpoints(internet: Embassy, apiPort: () => number): Promise<() => void> {
  const server = await internet.listen(servicesAddress, 80);
  server.on('connection', (guest) => {
    guest.on('error', () => {});
    const api = connect({ host: '127.0.0.1', port: apiPort() });
    splice(guest, api);
  });
  return () => server.close();
}
