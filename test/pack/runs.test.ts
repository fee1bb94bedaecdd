/** The tarball, installed in an empty folder, at work on every version of Node that is promised. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installNodes, type NodeVersions } from './node-versions.ts';
import { type Installed, installTarball, packTarball, type Tarball } from './tarball.ts';

const supported = [20, 22, 24, 26] as const;
let tarball: Tarball;
let installed: Installed;
let nodes: NodeVersions;
let home: string;

beforeAll(() => {
  tarball = packTarball();
  installed = installTarball(tarball.path);
  nodes = installNodes([18, ...supported]);
  home = mkdtempSync(join(tmpdir(), 'vpnmesh-pack-home-'));
});
afterAll(() => {
  tarball?.remove();
  installed?.remove();
  nodes?.remove();
  rmSync(home, { recursive: true, force: true });
});

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the two commands in the folder, as an operator would, with a home of its own. */
function npx(major: number, args: readonly string[]): Ran {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:AWS_|VPNMESH_|XDG_|npm_|FORCE_COLOR|NO_COLOR)/.test(name)),
  );
  return spawnSync('npx', ['--no-install', ...args], {
    cwd: installed.folder,
    encoding: 'utf8',
    env: { ...env, ...nodes.of(major).env, HOME: home, VPNMESH_SANDBOX: join(home, `sandbox-${major}`) },
  });
}

function expectDone({ status, stdout, stderr }: Ran): void {
  expect(status, `${stdout}\n${stderr}`).toBe(0);
}

describe.each(supported)('on Node %i', (major) => {
  it('says its version by both names', () => {
    for (const name of ['vpnmesh-wizard', 'vpnmesh']) {
      const ran = npx(major, [name, '--version']);
      expectDone(ran);
      expect(ran.stdout).toBe('0.1.0\n');
      const warned = ran.stderr.split('\n').filter((line) => /^Node \S+ is not supported/.test(line));
      expect(warned).toHaveLength(major === 20 ? 1 : 0);
    }
  });

  it('prints the schema that it ships', () => {
    const shipped = readFileSync(join(installed.folder, 'node_modules/vpnmesh-wizard/schemas/spec.json'), 'utf8');
    expect(npx(major, ['vpnmesh', 'schema', 'spec']).stdout).toBe(shipped);
  });

  it('plans on a sandbox without hosts', () => {
    expectDone(npx(major, ['vpnmesh', 'sandbox', 'up', '--hosts', 'none']));
    try {
      const ran = npx(major, ['vpnmesh', 'plan', '--sandbox', '--json']);
      expectDone(ran);
      expect(JSON.parse(ran.stdout)).toMatchObject({ schema: 'vpnmesh.plan/1', mesh: 'demo', totals: { delete: 0 } });
      expect(ran.stderr).not.toMatch(/Warning/);
    } finally {
      npx(major, ['vpnmesh', 'sandbox', 'down']);
    }
  });

  it('applies on a sandbox with simulated hosts', () => {
    expectDone(npx(major, ['vpnmesh', 'sandbox', 'up', '--hosts', 'simulated']));
    try {
      const ran = npx(major, ['vpnmesh', 'apply', '--sandbox', '--yes', '--json']);
      expectDone(ran);
      const { verify } = JSON.parse(ran.stdout) as { verify: { pairs: readonly { ok: boolean }[] } };
      expect(verify.pairs.map(({ ok }) => ok)).toEqual([true, true]);
    } finally {
      npx(major, ['vpnmesh', 'sandbox', 'down']);
    }
  });
});

it('says on Node 18, in one line, what it needs', () => {
  const { status, stdout, stderr } = spawnSync('node', ['node_modules/vpnmesh-wizard/dist/bin.js', 'plan'], {
    cwd: installed.folder,
    encoding: 'utf8',
    env: { ...process.env, ...nodes.of(18).env },
  });
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^vpnmesh needs Node 22\.12 or newer; this is 18\.\S+\. Install a current Node .*\n$/);
});
