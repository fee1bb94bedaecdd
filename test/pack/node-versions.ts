/** Other versions of Node, from the packages that npm's `node` brings. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** `node` itself only runs an install script that fetches this one. */
function packageName(): string {
  const { platform, arch } = process;
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

export interface NodeVersion {
  readonly version: string;
  /** Environment in which `node`, and so every script that asks for it, is this version. */
  readonly env: Readonly<Record<string, string>>;
}

export interface NodeVersions {
  readonly of: (major: number) => NodeVersion;
  remove(): void;
}

/** Installs the newest of each major version into a folder of their own. Needs the registry, or a warm cache. */
export function installNodes(majors: readonly number[]): NodeVersions {
  const folder = mkdtempSync(join(tmpdir(), 'vpnmesh-nodes-'));
  const name = packageName();
  const made = new Map<number, NodeVersion>();
  for (const major of majors) {
    const home = join(folder, String(major));
    mkdirSync(join(home, 'bin'), { recursive: true });
    writeFileSync(join(home, 'package.json'), '{"private": true}\n');
    const wanted = `${name}@${major}`;
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', wanted], {
      cwd: home,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const installed = join(home, 'node_modules', name);
    const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string };
    symlinkSync(join(installed, 'bin/node'), join(home, 'bin/node'));
    made.set(major, { version, env: { PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}` } });
  }
  return {
    of: (major) => {
      const one = made.get(major);
      if (one === undefined) throw new Error(`Node ${major} was not installed`);
      return one;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
