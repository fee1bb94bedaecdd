/** Two real charons, each behind 1:1 NAT as an Elastic IP is, with what is rendered for them. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HostInput, renderHost } from '#linux/host.ts';
import { parseSas } from '#strongswan/sas.ts';
import { east, filesOf, west } from '../linux/mesh.ts';
import { type Charon, charonAvailable, command, startCharon, until } from './charon.ts';

const tun = command('test', '-c', '/dev/net/tun').code === 0;
const libipsec = command('test', '-e', '/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so').code === 0;
const available = charonAvailable && tun && libipsec;
if (!available) {
  console.warn(
    'SKIPPED the tunnel tests: they need root, /dev/net/tun, charon-systemd, libcharon-extra-plugins, nftables',
  );
}

const names = {
  router: `vpnmesh-r-${process.pid}`,
  east: `vpnmesh-e-${process.pid}`,
  west: `vpnmesh-w-${process.pid}`,
};

/** The Internet in one namespace: it translates addresses, and drops what would cross in clear. */
const nat = `table ip range {
  chain pre { type nat hook prerouting priority -100; ip daddr 203.0.113.1 dnat to 10.1.0.10; ip daddr 203.0.113.2 dnat to 10.2.0.10; }
  chain post { type nat hook postrouting priority 100; ip saddr 10.1.0.10 snat to 203.0.113.1; ip saddr 10.2.0.10 snat to 203.0.113.2; }
  chain clear { type filter hook prerouting priority -300; ip saddr 10.1.0.0/16 ip daddr 10.2.0.0/16 counter drop; ip saddr 10.2.0.0/16 ip daddr 10.1.0.0/16 counter drop; }
}`;

function attach(namespace: string, index: 1 | 2): void {
  const ip = (...args: readonly string[]) => execFileSync('ip', [...args]);
  ip('link', 'add', 'host0', 'netns', namespace, 'type', 'veth', 'peer', 'name', `v${index}`, 'netns', names.router);
  ip('-n', names.router, 'addr', 'add', `10.${index}.0.1/24`, 'dev', `v${index}`);
  ip('-n', names.router, 'link', 'set', `v${index}`, 'up');
  ip('-n', namespace, 'addr', 'add', `10.${index}.0.10/24`, 'dev', 'host0');
  ip('-n', namespace, 'link', 'set', 'host0', 'up');
  ip('-n', namespace, 'link', 'set', 'lo', 'up');
  ip('-n', namespace, 'route', 'add', 'default', 'via', `10.${index}.0.1`);
}

const eastInput: HostInput = { ...east, peers: [{ ...west, cidrs: ['10.2.0.0/16'] }] };
const westInput: HostInput = {
  ...east,
  concentrator: 'us-west-2',
  address: west.address,
  cidrs: ['10.2.0.0/16'],
  peers: [{ ...west, name: 'us-east-1', address: east.address, cidrs: east.cidrs, initiator: 'peer' }],
};

describe.skipIf(!available)('two concentrators behind Elastic IPs', () => {
  const charons: Record<'east' | 'west', Charon | undefined> = { east: undefined, west: undefined };
  const end = (side: 'east' | 'west'): Charon => {
    const charon = charons[side];
    if (charon === undefined) throw new Error(`no charon in the ${side}`);
    return charon;
  };
  const sas = (side: 'east' | 'west') => parseSas(end(side).run('swanctl', '--list-sas', '--raw').text);
  const installed = (side: 'east' | 'west') =>
    sas(side).flatMap(({ children }) => children.filter(({ state }) => state === 'INSTALLED'));
  const publicKeys: Record<string, string> = {};
  const give = (side: 'east' | 'west', input: HostInput, keys: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(filesOf(renderHost(input).configure(keys).input))) {
      if (path.startsWith('/etc/swanctl/')) end(side).write(path.slice('/etc/swanctl/'.length), text);
    }
    return end(side).run('swanctl', '--load-all', '--noprompt').text;
  };

  beforeAll(async () => {
    for (const name of Object.values(names)) execFileSync('ip', ['netns', 'add', name]);
    attach(names.east, 1);
    attach(names.west, 2);
    execFileSync(
      'ip',
      ['netns', 'exec', names.router, 'sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward; exec nft -f -'],
      { input: nat },
    );
    for (const side of ['east', 'west'] as const) {
      charons[side] = await startCharon(names[side]);
      const input = side === 'east' ? eastInput : westInput;
      const key = execFileSync('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:4096'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const publicKey = execFileSync('openssl', ['pkey', '-pubout'], { input: key, encoding: 'utf8' });
      end(side).write(`private/${input.concentrator}.key`, key, 0o600);
      end(side).write(`pubkey/${input.concentrator}.pub`, publicKey);
      publicKeys[input.concentrator] = publicKey;
    }
  });
  afterAll(async () => {
    await Promise.all(Object.values(charons).map((charon) => charon?.stop()));
    for (const name of Object.values(names)) command('ip', 'netns', 'del', name);
  });

  test('come up by themselves, the initiator initiating, with one SA at each end', async () => {
    expect(give('west', westInput, publicKeys)).toContain('successfully loaded 1 connections');
    expect(give('east', eastInput, publicKeys)).toContain('successfully loaded 1 connections');
    await until(
      'a child is installed at both ends',
      20,
      () => installed('east').length === 1 && installed('west').length === 1,
    );
    const [atEast] = sas('east');
    const [atWest] = sas('west');
    expect(sas('east')).toHaveLength(1);
    expect(sas('west')).toHaveLength(1);
    expect(atEast).toMatchObject({ name: 'us-west-2', initiator: true, localId: east.address, remoteId: west.address });
    expect(atWest).toMatchObject({ name: 'us-east-1', initiator: false, spis: atEast?.spis });
  });

  test('rekey with a key exchange of their own, and keep the IKE SA', async () => {
    const before = sas('east')[0];
    const child = installed('east')[0]?.uniqueId;
    end('east').run('swanctl', '--rekey', '--child', 'us-west-2');
    await until('another child is installed', 10, () => installed('east').some(({ uniqueId }) => uniqueId !== child));
    expect(installed('east').at(-1)?.suite).toContain('ECP_384');
    expect(sas('east')[0]?.spis).toBe(before?.spis);
  });

  test('keep their SA when the same configuration is loaded again, or another peer joins', () => {
    const before = sas('east')[0]?.spis;
    give('east', eastInput, publicKeys);
    const third = {
      ...west,
      name: 'eu-central-1',
      address: '203.0.113.3',
      cidrs: ['10.3.0.0/16'],
      initiator: 'peer' as const,
    };
    const joined = { ...eastInput, peers: [...eastInput.peers, third] };
    expect(give('east', joined, { ...publicKeys, 'eu-central-1': publicKeys['us-west-2'] ?? '' })).toContain(
      'loaded 2 connections',
    );
    expect(sas('east').map(({ spis }) => spis)).toEqual([before]);
    give('east', eastInput, publicKeys);
    expect(sas('east').map(({ spis }) => spis)).toEqual([before]);
  });

  test('do not come up with a wrong key, and do once it is right and they are told', async () => {
    give('west', westInput, { 'us-east-1': publicKeys['us-west-2'] ?? '' });
    end('west').run('swanctl', '--terminate', '--ike', 'us-east-1', '--timeout', '5');
    await until('the tunnel is gone', 20, () => installed('east').length === 0);
    await until('the responder refuses', 20, () => /AUTH_FAILED/.test(end('east').log()));
    give('west', westInput, publicKeys);
    end('east').run('swanctl', '--initiate', '--child', 'us-west-2', '--timeout', '10');
    await until('the tunnel is back', 20, () => installed('east').length === 1 && installed('west').length === 1);
  });
});
