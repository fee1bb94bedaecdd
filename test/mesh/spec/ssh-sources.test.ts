/** Who may be let in by `ssh.from`: the spec refuses what the audit would call open to the world. */
import { describe, expect, it } from 'vitest';
import { SpecError } from '#mesh/errors.ts';
import { parseSpec } from '#mesh/spec/spec.ts';
import { isOpenToWorld, overlapWithMesh, sshSourceFault } from '#mesh/spec/ssh-sources.ts';

const spec = (from: string): string =>
  `mesh: corp\nmembers:\n  - {region: us-east-1, vpc: a}\n  - {region: us-east-2, vpc: b}\nssh: {from: [${from}]}\n`;

function refusal(from: string): string {
  try {
    parseSpec(spec(from), 'vpnmesh.yaml');
  } catch (error) {
    if (error instanceof SpecError) return error.message;
    throw error;
  }
  return '';
}

describe('a network that may log in', () => {
  it.each(['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/8', '10.4.0.0/15'])('is not %s', (wide) => {
    expect(isOpenToWorld(wide)).toBe(true);
    const complaint = refusal(wide);
    expect(complaint).toMatch(/^vpnmesh\.yaml:5:14: ssh\.from\.0: /);
    expect(complaint).toContain('use the address that you connect from');
    expect(complaint).not.toContain('fromMesh');
  });

  it.each(['203.0.113.7/32', '198.51.100.0/24', '10.4.0.0/16'])('may be %s', (narrow) => {
    expect(isOpenToWorld(narrow)).toBe(false);
    expect(refusal(narrow)).toBe('');
  });

  it('is told to be the whole Internet, or wide, or no network', () => {
    expect(sshSourceFault('0.0.0.0/0')).toContain('opens SSH to the whole Internet');
    expect(sshSourceFault('10.0.0.0/8')).toContain('wider than /16, which counts as open to the world');
    expect(sshSourceFault('10.0.0.1/8')).toContain('is not a valid IPv4 network');
  });
});

describe('a network that may log in and one of the mesh', () => {
  it.each([
    ['10.2.4.0/24', ['10.2.0.0/16'], '10.2.4.0/24 is in 10.2.0.0/16, a network of the mesh'],
    ['10.2.0.0/16', ['10.2.4.0/24'], '10.2.0.0/16 includes 10.2.4.0/24, a network of the mesh'],
    [
      '10.2.0.0/16',
      ['10.2.9.0/24', '10.2.4.0/24'],
      '10.2.0.0/16 includes 10.2.4.0/24, 10.2.9.0/24, networks of the mesh',
    ],
    ['10.2.0.0/16', ['10.2.0.0/16'], '10.2.0.0/16 is a network of the mesh'],
    ['10.3.0.0/16', ['10.2.0.0/16'], undefined],
  ])('meet in both directions: %s and %s', (from, networks, words) => {
    expect(overlapWithMesh(from, networks)).toBe(words);
  });
});
