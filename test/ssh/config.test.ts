import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseJump, resolveHop } from '#ssh/config.ts';
import { knownKeys } from '#ssh/known-hosts.ts';

const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIJ5w0lBZV2Jp6nLxk4Pq8ZQf6h3yq6t0m7cZ1Y2u3v4w';

describe('what an ssh_config says about a host', () => {
  test('the first value found counts, identities add up, ~ is the home', () => {
    const hop = resolveHop(
      `Host 203.0.113.*
  HostName gate.example
  Port 2201
  IdentityFile ~/.ssh/one
Host *
  Port 22
  User ops
  IdentityFile %d/two
  ProxyJump first,ops@second:2222
`,
      '203.0.113.7',
      '/home/op',
    );
    expect(hop).toMatchObject({
      host: 'gate.example',
      port: 2201,
      user: 'ops',
      identities: ['/home/op/.ssh/one', '/home/op/two'],
      jumps: ['first', 'ops@second:2222'],
      knownHosts: ['/home/op/.ssh/known_hosts'],
    });
  });

  test('an empty file leaves everything at its default', () => {
    expect(resolveHop('', '203.0.113.7', '/home/op')).toMatchObject({
      host: '203.0.113.7',
      port: 22,
      user: undefined,
      identities: [],
      jumps: [],
      proxyCommand: undefined,
    });
  });

  test('a jump may carry user and port', () => {
    expect(parseJump('ops@bastion:2222')).toEqual({ user: 'ops', host: 'bastion', port: 2222 });
    expect(parseJump('ssh://bastion')).toEqual({ host: 'bastion' });
  });
});

describe('which keys known_hosts has for a host', () => {
  test('by name, by pattern, by port, and not when negated or revoked', () => {
    const text = `# a comment
bastion,192.0.2.1 ssh-ed25519 ${key}
[bastion]:2222 ssh-ed25519 other
*.example,!bad.example ssh-ed25519 pattern
bastion ssh-rsa gone
@revoked * ssh-rsa gone
`;
    expect(knownKeys(text, 'bastion', 22)).toEqual([{ type: 'ssh-ed25519', key }]);
    expect(knownKeys(text, 'bastion', 2222).map((entry) => entry.key)).toEqual(['other']);
    expect(knownKeys(text, 'a.example', 22).map((entry) => entry.key)).toEqual(['pattern']);
    expect(knownKeys(text, 'bad.example', 22)).toEqual([]);
  });

  test('names that ssh-keygen has hashed are found', () => {
    const directory = mkdtempSync(join(tmpdir(), 'vpnmesh-known-'));
    const file = join(directory, 'known_hosts');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(directory, 'key')]);
    const [type = '', blob = ''] = readFileSync(join(directory, 'key.pub'), 'utf8').split(' ');
    writeFileSync(file, `bastion ${type} ${blob}\n`);
    execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
    const hashed = readFileSync(file, 'utf8');
    rmSync(directory, { recursive: true });
    expect(hashed).not.toContain('bastion');
    expect(knownKeys(hashed, 'bastion', 22)).toEqual([{ type, key: blob }]);
    expect(knownKeys(hashed, 'fort', 22)).toEqual([]);
  });
});
