/** Files of the operator's own machine, looked at before a run needs them. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type LocalSources, localFaults } from '#ssh/local-files.ts';

const home = mkdtempSync(join(tmpdir(), 'vpnmesh-local-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const at = (name: string): string => join(home, name);

function made(name: string, ...args: readonly string[]): string {
  execFileSync('ssh-keygen', ['-q', '-N', '', '-f', at(name), ...args]);
  return at(name);
}
function written(name: string, text: string): string {
  writeFileSync(at(name), text);
  return at(name);
}

const good = made('good', '-t', 'ed25519');
const rsa = made('rsa', '-t', 'rsa', '-b', '2048', '-m', 'PEM');
const ecdsa = made('ecdsa', '-t', 'ecdsa');
const locked = made('locked', '-t', 'ed25519', '-N', 'secret');
const mismatched = made('mismatched', '-t', 'ed25519');
copyFileSync(`${good}.pub`, `${mismatched}.pub`);
const lonely = made('lonely', '-t', 'ed25519');
rmSync(`${lonely}.pub`);
mkdirSync(at('folder'));

const needs = { imports: true, addresses: ['192.0.2.1'] };
const faults = async (sources: Omit<LocalSources, 'home'>, imports = true): Promise<string> =>
  (await localFaults({ home, ...sources }, { ...needs, imports }))
    .map(({ what, next }) => `${what}: ${next}`)
    .join('\n');

describe('the key that a spec names', () => {
  it.each([
    ['an Ed25519 key', good],
    ['an RSA key', rsa],
    ['a key without its public half beside it', lonely],
  ])('may be %s', async (_, identity) => {
    expect(await faults({ identity })).toBe('');
  });

  it.each([
    ['is not there', at('nothing'), /nothing \(ssh\.identity\) does not exist: correct ssh\.identity/],
    ['is a folder', at('folder'), /folder \(ssh\.identity\) is not a file/],
    ['is a public key', `${good}.pub`, /good\.pub \(ssh\.identity\) is a public key: name the private key/],
    ['is something else', written('notes', 'shopping list'), /notes \(ssh\.identity\) is not a private key: name/],
    ['is empty', written('empty', ''), /empty \(ssh\.identity\) is not a private key/],
    [
      'is encrypted, without an agent',
      locked,
      /locked \(ssh\.identity\) is encrypted, and no SSH agent holds it: add it/,
    ],
    ['has another one beside it', mismatched, /mismatched\.pub does not match .*mismatched/],
    [
      'is of a type that EC2 does not import',
      ecdsa,
      /ecdsa \(ssh\.identity\) is an ecdsa-\S+ key, which EC2 does not import/,
    ],
  ])('is told when it %s', async (_, identity, words) => {
    const said = await faults({ identity });
    expect(said).toMatch(words);
    expect(said.split('\n')).toHaveLength(1);
  });

  it('may be of any type where EC2 has it already', async () => {
    expect(await faults({ identity: ecdsa }, false)).toBe('');
  });

  it('may be encrypted where an agent holds it', async () => {
    const socket = at('agent');
    const said = execFileSync('ssh-agent', ['-a', socket], { encoding: 'utf8' });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(said)?.[1]);
    try {
      expect(await faults({ identity: locked, agent: socket })).toContain('no SSH agent holds it');
      const open = written('open', readFileSync(locked, 'utf8'));
      execFileSync('chmod', ['600', open]);
      execFileSync('ssh-keygen', ['-q', '-p', '-P', 'secret', '-N', '', '-f', open]);
      execFileSync('ssh-add', ['-q', open], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
      expect(await faults({ identity: locked, agent: socket })).toBe('');
    } finally {
      process.kill(pid);
    }
  });
});

describe('where no key is named', () => {
  it('one of the usual ones, or an agent, has to be there', async () => {
    expect(await faults({})).toMatch(/^no SSH public key for the instances \(tried .*id_ed25519/);
    expect(await faults({}, false)).toBe('');
  });
});

describe('the ssh_config that a spec names', () => {
  const config = (text: string): Promise<string> => faults({ identity: good, configFile: written('config', text) });

  it('may lead to the hosts directly', async () => {
    expect(await config('Host *\n  User ops\n')).toBe('');
  });

  it.each([
    [
      'uses ProxyCommand',
      'Host *\n  ProxyCommand nc %h %p\n',
      /reaches hosts through ProxyCommand, which is not supported: use/,
    ],
    ['is a private key', readFileSync(good, 'utf8'), /config \(ssh\.config\) is an OpenSSH private key/],
    [
      'has jump hosts that nothing is known of',
      `Host *\n  ProxyJump gate\n  UserKnownHostsFile ${at('unknown')}\n`,
      /cannot read .*unknown, which has the keys of the jump hosts/,
    ],
  ])('is told when it %s', async (_, text, words) => {
    expect(await config(text)).toMatch(words);
  });

  it('is told when it is not there', async () => {
    expect(await faults({ identity: good, configFile: at('none') })).toMatch(/ssh_config .*none does not exist/);
  });
});
