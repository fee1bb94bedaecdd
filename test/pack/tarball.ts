/** The tarball as `npm pack` makes it, and a folder where nothing but it is installed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

export interface Tarball {
  readonly path: string;
  /** Bytes, packed. */
  readonly size: number;
  readonly files: readonly string[];
  remove(): void;
}

interface PackReport {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** Packs what is built: run `node build.mjs` before. */
export function packTarball(): Tarball {
  const folder = mkdtempSync(join(tmpdir(), 'vpnmesh-pack-'));
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const answer = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' })) as
    | readonly PackReport[]
    | Readonly<Record<string, PackReport>>;
  const [report] = Object.values(answer);
  if (report === undefined) throw new Error('npm pack made nothing');
  return {
    path: join(folder, report.filename),
    size: report.size,
    files: report.files.map(({ path }) => path).toSorted(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface Installed {
  readonly folder: string;
  remove(): void;
}

/** An empty folder with the tarball installed in it, and nothing else. */
export function installTarball(tarball: string): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'vpnmesh-installed-'));
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
