/** Everything that is rendered for strongSwan is loaded by a real one. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HostInput, renderHost } from '#linux/host.ts';
import { parseConnections } from '#strongswan/sas.ts';
import { central, east, filesOf, west } from '../linux/mesh.ts';
import { type Charon, charonAvailable, command, startCharon } from './charon.ts';

if (!charonAvailable) console.warn('SKIPPED the strongSwan tests: they need root, charon-systemd and nftables');

const namespace = `vpnmesh-load-${process.pid}`;

describe.skipIf(!charonAvailable)('a rendered configuration', () => {
  let charon: Charon;
  let keys: Readonly<Record<string, string>>;

  beforeAll(async () => {
    command('ip', 'netns', 'add', namespace);
    charon = await startCharon(namespace);
    const privateKey = execFileSync('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:4096'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const publicKey = execFileSync('openssl', ['pkey', '-pubout'], { input: privateKey, encoding: 'utf8' });
    charon.write('private/us-east-1.key', privateKey, 0o600);
    charon.write('pubkey/us-east-1.pub', publicKey);
    keys = Object.fromEntries([...peers(99), west, central].map(({ name }) => [name, publicKey]));
  });
  afterAll(async () => {
    await charon.stop();
    command('ip', 'netns', 'del', namespace);
  });

  const peers = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...west,
      name: `peer-${index}`,
      address: `198.51.100.${index + 1}`,
      cidrs: [`10.${index + 2}.0.0/16`],
      initiator: 'peer' as const,
    }));

  const load = (input: HostInput) => {
    for (const [path, text] of Object.entries(filesOf(renderHost(input).configure(keys).input))) {
      if (path.startsWith('/etc/swanctl/')) charon.write(path.slice('/etc/swanctl/'.length), text);
    }
    return charon.run('swanctl', '--load-all', '--noprompt');
  };

  for (const proposals of ['auto', 'cnsa1', 'baseline'] as const) {
    test(`with ${proposals} proposals is loaded whole, without a complaint`, () => {
      const { code, text } = load({ ...east, proposals });
      expect(text).not.toMatch(/failed|error|invalid/i);
      expect(text).toContain("loaded private key from '/etc/swanctl/private/us-east-1.key'");
      expect(text).toContain('successfully loaded 2 connections');
      expect(code).toBe(0);
    });
  }

  test('says to charon what the spec says', () => {
    load(east);
    const loaded = parseConnections(charon.run('swanctl', '--list-conns', '--raw').text);
    expect(loaded.map(({ name }) => name).sort()).toEqual(['eu-central-1', 'us-west-2']);
    expect(loaded.find(({ name }) => name === 'us-west-2')).toMatchObject({
      version: 'IKEv2',
      dpdDelay: 10,
      rekeyTime: 14400,
      localAddresses: ['%any'],
      remoteAddresses: [west.address],
      localTs: east.cidrs,
      remoteTs: west.cidrs,
    });
  });

  test('of a hundred concentrators is loaded as well', () => {
    const { text } = load({ ...east, peers: peers(99) });
    expect(text).toContain('successfully loaded 99 connections');
  });

  test('that names an additional key exchange would be discarded by 5.9.8, as the table of proposals assumes', () => {
    const version = charon.run('swanctl', '--version', '--daemon').text;
    const { text } = load({ ...east, peers: [{ ...west, image: 'debian-13' }], image: 'debian-13' });
    if (/ 5\.\d+/.test(version)) expect(text).toMatch(/invalid value for: .*proposals, config discarded/);
    else expect(text).toContain('successfully loaded 1 connections');
  });
});
