/** What somebody wrote is quoted where that is safe, and nothing of a private key is ever said again. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SpecError } from '#mesh/errors.ts';
import { masked, plainly, privateKeyIn, quoted } from '#mesh/quote.ts';
import { parseSpec } from '#mesh/spec/spec.ts';

const folder = mkdtempSync(join(tmpdir(), 'vpnmesh-quote-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function made(name: string, ...args: readonly string[]): string {
  execFileSync('ssh-keygen', ['-q', '-N', '', '-f', join(folder, name), ...args]);
  return readFileSync(join(folder, name), 'utf8');
}

const files: Readonly<Record<string, string>> = {
  OpenSSH: made('ed25519', '-t', 'ed25519'),
  PEM: made('rsa', '-t', 'rsa', '-b', '2048', '-m', 'PEM'),
  'PKCS #8': made('pkcs8', '-t', 'ecdsa', '-m', 'PKCS8'),
  PuTTY: `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: me\nPublic-Lines: 2\nPrivate-Lines: 1\nQyNTUxOQAAACBAabcdefgh1234567890ABCDEFGHIJKL\n`,
};

/** Every piece of a key's body that would tell something of it. */
const pieces = (key: string): readonly string[] =>
  key.split('\n').flatMap((line) => (/^[A-Za-z0-9+/=]{20,}$/.test(line) ? [line.slice(0, 20), line.slice(-20)] : []));

function said(text: string): string {
  try {
    parseSpec(text, 'vpnmesh.yaml');
  } catch (error) {
    if (error instanceof SpecError) return error.message;
    throw error;
  }
  return '';
}

const members = 'mesh: corp\nmembers:\n  - {region: us-east-1, vpc: a}\n  - {region: us-east-2, vpc: b}\n';
const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);

describe.each(Object.entries(files))('a private key of %s', (_, key) => {
  const body = key.split('\n').slice(1, 3).join('');
  it.each<readonly [string, string]>([
    ['in the place of the spec', key],
    ['behind a comment', `# mine\n${key}`],
    ['as the identity, in a block', `${members}ssh:\n  identity: |\n${indented(key, '    ')}`],
    ['as the identity, on lines of its own', `${members}ssh:\n  identity: ${indented(key, '  ')}`],
    ['as the identity, as it was pasted', `${members}ssh:\n  identity: ${key}`],
    ['as the identity, in one line', `${members}ssh: {identity: "${key.replaceAll('\n', ' ')}"}\n`],
    ['as the name of the mesh', members.replace('corp', `"${key.replaceAll('\n', '\\n')}"`)],
    ['as a VPC', members.replace('vpc: a', `vpc: "${key.replaceAll('\n', '\\n')}"`)],
    ['as a network', `${members}ssh: {from: ["${key.replaceAll('\n', '\\n')}"]}\n`],
    ['as an unknown key', `${members}"${body}": x\n`],
    ['as a wrong value, without its first line', `${members}time: "${body}"\n`],
    ['as a network, without its first line', `${members}ssh: {from: [${body}]}\n`],
    ['as an alias', `${members}time: *${body}\n`],
    ['as a tag', `${members}time: !${body} x\n`],
    ['as a list', `${members}time: [${body}\n`],
  ])('is refused %s, and nothing of it is said', (_where, text) => {
    const message = said(text);
    expect(message).toMatch(/^vpnmesh\.yaml:\d+:\d+: .+: .+/);
    for (const piece of pieces(key)) expect(message).not.toContain(piece);
  });

  it('is named as one', () => {
    expect(privateKeyIn(key)).toMatch(/private key$/);
    expect(said(key)).toMatch(/^vpnmesh\.yaml:1:1: this is an? \S+ private key, not a spec: name the spec/);
    expect(said(`${members}ssh:\n  identity: |\n${indented(key, '    ')}`)).toMatch(
      /this looks like an? \S+ private key/,
    );
  });
});

describe('a spec in another encoding', () => {
  const wide = Buffer.from(`\ufeff${members}`, 'utf16le');
  it.each<readonly [string, Buffer]>([
    ['UTF-16 with its mark', wide],
    ['UTF-16 the other way round', Buffer.from(wide).swap16()],
    ['UTF-16 without its mark', wide.subarray(2)],
    ['UTF-16 the other way round without its mark', Buffer.from(wide).swap16().subarray(2)],
  ])('is told to be one: %s', (_, bytes) => {
    expect(said(bytes.toString('utf8'))).toBe(
      'vpnmesh.yaml:1:1: this is UTF-16, and a spec is UTF-8: save it as UTF-8',
    );
  });

  it('is told from what is no text', () => {
    expect(said(`${members}\0`)).toContain('NUL bytes');
  });

  it('may be UTF-8 with a mark', () => {
    expect(said(`\ufeff${members}`)).toBe('');
  });
});

describe('a value', () => {
  it.each<readonly [unknown, string]>([
    ['ohio', '"ohio"'],
    ['', '""'],
    [7, '7'],
    [null, 'null'],
    [['a', 'b'], 'a list of 2 entries'],
    [{ a: 1 }, 'a map with 1 key'],
    [{ a: 1, b: 2 }, 'a map with 2 keys'],
    ['a\nb', 'a text with 2 lines'],
    ['x'.repeat(61), 'a text with 61 characters'],
    ['\u001b[2J', 'a text with 4 characters'],
    ['AAAAC3NzaC1lZDI1NTE5AAAAIJ5w0lBZQx7Rk2Vt9YpLm4Hs', 'a text with 48 characters'],
    ['AAAAC3NzaC1lZDI1NTE5A/AAIJ5w0lBZQx7Rk2V/9YpLm4Hs', 'a text with 48 characters'],
    ['ProdNetworkEuCentral1Shared', '"ProdNetworkEuCentral1Shared"'],
    ['/Users/Ana/Projects/Mesh2026/Production2026/keys/key', '"/Users/Ana/Projects/Mesh2026/Production2026/keys/key"'],
    ['subnet-0a1b2c3d4e5f60718', '"subnet-0a1b2c3d4e5f60718"'],
  ])('%j is quoted as %s', (value, words) => {
    expect(quoted(value)).toBe(words);
  });

  it('that is a name stands without quotation marks', () => {
    expect(plainly('vpc-0a1b2c3d')).toBe('vpc-0a1b2c3d');
  });

  it('in the message of another is left out where it could be of a key', () => {
    expect(masked('Unexpected token AAAAC3NzaC1lZDI1NTE5AAAAIJ5w0lBZQx7Rk2Vt9YpLm4Hs here')).toBe(
      'Unexpected token … here',
    );
  });
});
