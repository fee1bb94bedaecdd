/** What is in the tarball, and what is not. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packTarball, root, type Tarball } from './tarball.ts';

interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: object; readonly imports: readonly { path: string }[] }>
  >;
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const json = <T>(path: string): T => JSON.parse(read(path)) as T;

let tarball: Tarball;

beforeAll(() => {
  tarball = packTarball();
});
afterAll(() => tarball.remove());

describe('the tarball', () => {
  it('is smaller than 1.5 MB', () => {
    expect(tarball.size).toBeLessThan(1_500_000);
  });

  it('installs nothing else', () => {
    const manifest = json<Record<string, unknown>>('package.json');
    for (const key of ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies']) {
      expect(manifest, key).not.toHaveProperty(key);
    }
  });

  it('has what a user reads, and neither sources nor source maps', () => {
    expect(tarball.files).toEqual(
      expect.arrayContaining([
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'dist/THIRD-PARTY.txt',
        'dist/bin.js',
        'dist/socket-opener.js',
        'dist/sandbox.js',
        'package.json',
        'schemas/spec.json',
      ]),
    );
    const others = tarball.files.filter((path) => !/^(?:dist\/[\w.-]+\.js|schemas\/[\w.-]+\.json)$/.test(path));
    expect(others).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist/THIRD-PARTY.txt', 'package.json']);
  });

  it('names the licence of every package whose code is in it', () => {
    const { outputs } = json<Metafile>('dist/metafile.json');
    const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
    const names = inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
    const notice = read('dist/THIRD-PARTY.txt');
    const missing = [...new Set(names)].filter((name) => !notice.includes(`\n${name} `));
    expect(names.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });

  it('begins with a launcher that loads nothing before it has looked at the version of Node', () => {
    const { outputs } = json<Metafile>('dist/metafile.json');
    expect(outputs['dist/bin.js']?.imports.filter((one) => 'kind' in one && one.kind === 'import-statement')).toEqual(
      [],
    );
    expect(read('dist/bin.js')).not.toMatch(/^import/m);
  });

  it("requires Node's own modules: importing them costs more", () => {
    const chunks = tarball.files.filter((path) => path.endsWith('.js')).map(read);
    const imports = chunks.flatMap((text) => text.match(/\bimport[^;"'()]*(?:from)?"node:[^"]+"/g) ?? []);
    expect(new Set(imports)).toEqual(new Set(['import{createRequire as __vpnmeshRequire}from"node:module"']));
  });

  it('comes from a lock file that names no registry, so that any mirror may serve it', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"');
  });

  it('is what publint calls clean', () => {
    const { status, stdout } = spawnSync('npx', ['publint', '--strict'], { cwd: root, encoding: 'utf8' });
    expect(stdout).toContain('All good!');
    expect(status).toBe(0);
  });
});
