import { describe, expect, test } from 'vitest';
import { type HostInput, renderHost } from '#linux/host.ts';
import { managedPaths } from '#linux/managed-paths.ts';
import { central, east, filesOf, peerKeys, west } from './mesh.ts';

describe('a rendered host', () => {
  test('has one digest for one meaning: the order of peers does not count', () => {
    expect(renderHost({ ...east, peers: [central, west] }).digest).toBe(renderHost(east).digest);
    expect(renderHost(east).digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('has another digest when anything that it is brought to changes', () => {
    const variants: Partial<HostInput>[] = [
      { peers: [west] },
      { peers: [{ ...west, keyTag: 'i-0d' }, central] },
      { peers: [{ ...west, initiator: 'peer' }, central] },
      { meshCidrs: east.meshCidrs.slice(1) },
      { ssh: { fromMesh: true } },
      { time: { servers: ['169.254.169.123'] } },
      { logs: { ...east.logs, group: '/elsewhere' } },
      { proposals: 'baseline' },
    ];
    const digests = [east, ...variants.map((change) => ({ ...east, ...change }))].map(
      (input) => renderHost(input).digest,
    );
    expect(new Set(digests).size).toBe(variants.length + 1);
  });

  test('every file says in its first line who manages it', () => {
    const { prepare, configure } = renderHost(east);
    const files = { ...filesOf(prepare.input), ...filesOf(configure(peerKeys).input) };
    expect(Object.keys(files).length).toBeGreaterThan(15);
    for (const [path, text] of Object.entries(files)) {
      const [first = '', second = ''] = text.split('\n');
      // A program begins with its interpreter.
      expect(first.startsWith('#!') ? second : first, path).toMatch(/^(#|\/\/) Managed by vpnmesh/);
    }
  });

  test('names every peer once, initiates only its own tunnels, and mirrors the selectors', () => {
    const files = filesOf(renderHost(east).configure(peerKeys).input);
    const conf = files['/etc/swanctl/conf.d/vpnmesh.conf'] ?? '';
    expect(conf.match(/remote_addrs = .*/g)).toEqual(['remote_addrs = 203.0.113.3', 'remote_addrs = 203.0.113.2']);
    expect(conf.match(/start_action = .*/g)).toEqual(['start_action = none', 'start_action = start']);
    expect(conf).toContain('remote_ts = 10.2.0.0/16,100.64.0.0/16');
    expect(files['/etc/vpnmesh/initiates']?.trim().split('\n').slice(1)).toEqual(['us-west-2']);
    expect(files['/etc/swanctl/pubkey/us-west-2.pub']).toContain('BEGIN PUBLIC KEY');
  });

  test("is not rendered without a peer's key: that would end the peer's tunnel", () => {
    expect(() => renderHost(east).configure({ 'us-west-2': peerKeys['us-west-2'] })).toThrow(/eu-central-1/);
  });

  test('asks for a new proof of rekeying when a tunnel changed, and only for that tunnel', () => {
    const proofs = (input: HostInput): readonly string[] =>
      renderHost(input)
        .initiate.input.split('\n')
        .filter((line) => line.startsWith('tunnel us-west-2 '));
    const before = proofs({ ...east, peers: [west] });
    expect(before).toHaveLength(1);
    expect(proofs(east)).toEqual(before);
    expect(proofs({ ...east, peers: [{ ...west, keyTag: 'i-0e' }] })).not.toEqual(before);
  });

  test('keeps the private key out of everything that is sent', () => {
    const { prepare, configure, initiate, agent } = renderHost(east);
    for (const stage of [prepare, configure(peerKeys), initiate, agent]) {
      expect(stage.script).not.toMatch(/cat[^\n]*private|PRIVATE KEY/);
      expect(stage.input).toMatch(/\nend\n$/);
    }
  });

  test('refuses a value that would break out of its line', () => {
    expect(() => renderHost({ ...east, concentrator: 'a\nset key b' })).toThrow(RangeError);
  });

  test('keeps what strongSwan puts among the routes when systemd-networkd starts anew (networkd.conf(5))', () => {
    const file = filesOf(renderHost(east).prepare.input)['/etc/systemd/networkd.conf.d/vpnmesh.conf'];
    const settings = file?.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(settings).toEqual(['[Network]', 'ManageForeignRoutingPolicyRules=no', 'ManageForeignRoutes=no']);
  });

  test('tells the digest of each file that it writes, and keeps each before a fix', () => {
    const { prepare, configure } = renderHost(east);
    const written = [...Object.keys(filesOf(prepare.input)), ...Object.keys(filesOf(configure(peerKeys).input))];
    const told = [...managedPaths, '/usr/local/lib/vpnmesh/login-rollback'];
    expect(written.filter((path) => !told.includes(path) && !path.startsWith('/etc/swanctl/pubkey/'))).toEqual([]);
  });

  test('has the sysctl file sort after the one that links to /etc/sysctl.conf, ip_forward first', () => {
    const files = filesOf(renderHost(east).prepare.input);
    const names = Object.keys(files).filter((path) => path.startsWith('/etc/sysctl.d/'));
    expect(names).toEqual(['/etc/sysctl.d/99-vpnmesh.conf']);
    expect([...names, '/etc/sysctl.d/99-sysctl.conf'].sort().at(-1)).toBe(names[0]);
    expect(files[names[0] ?? '']?.split('\n')[1]).toBe('net.ipv4.ip_forward = 1');
  });
});
