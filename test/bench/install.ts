/** How long `npm install` takes for the tarball, and for the same program unbundled, both from a warm cache. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packTarball, root } from '../pack/tarball.ts';
import { race, timeCommand } from './timing.ts';
import { packUnbundled } from './unbundled.ts';

/** Into an empty folder, as `npx` does it. */
async function timeInstall(tarball: string): Promise<number> {
  const cwd = mkdtempSync(join(tmpdir(), 'vpnmesh-bench-install-'));
  writeFileSync(join(cwd, 'package.json'), '{"private": true}\n');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline', '--ignore-scripts'];
  try {
    return await timeCommand({ argv: ['npm', 'install', ...quiet, tarball], cwd });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

export async function installTimes(): Promise<Readonly<Record<'bundled' | 'unbundled', number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'vpnmesh-bench-unbundled-'));
  const tarball = packTarball();
  try {
    const unbundled = await packUnbundled(root, folder);
    return await race(3, {
      bundled: () => timeInstall(tarball.path),
      unbundled: () => timeInstall(unbundled),
    });
  } finally {
    tarball.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
