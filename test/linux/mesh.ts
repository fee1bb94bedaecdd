/** A concentrator of a small mesh, as the tests here begin with it. */
import type { HostInput, HostPeer } from '#linux/host.ts';

export const west: HostPeer = {
  name: 'us-west-2',
  address: '203.0.113.2',
  probeAddress: '10.2.0.10',
  cidrs: ['10.2.0.0/16', '100.64.0.0/16'],
  initiator: 'self',
  keyTag: 'i-0b',
  image: 'debian-12',
};

export const central: HostPeer = {
  name: 'eu-central-1',
  address: '203.0.113.3',
  probeAddress: '10.3.0.10',
  cidrs: ['10.3.0.0/16'],
  initiator: 'peer',
  keyTag: 'i-0c',
  image: 'debian-12',
};

export const east: HostInput = {
  mesh: 'corp',
  concentrator: 'us-east-1',
  region: 'us-east-1',
  image: 'debian-12',
  address: '203.0.113.1',
  probeAddress: '10.1.0.10',
  cidrs: ['10.1.0.0/16'],
  meshCidrs: ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16', '100.64.0.0/16'],
  peers: [west, central],
  ssh: { fromMesh: false },
  time: { servers: ['169.254.169.123', '0.amazon.pool.ntp.org'] },
  logs: { group: '/vpnmesh/corp', agentUrl: 'aws' },
};

const pem = (body: string): string => `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----\n`;
export const peerKeys = { 'us-west-2': pem('west'), 'eu-central-1': pem('central') };

/** The files of a stage's input, by path. */
export function filesOf(input: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    input.split('\n').flatMap((line) => {
      const [word, , path, , , text] = line.split(' ');
      return word === 'file' && path !== undefined ? [[path, Buffer.from(text ?? '', 'base64').toString()]] : [];
    }),
  );
}
