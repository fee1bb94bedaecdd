/** How long the commands take beside `node -e 0`, on a sandbox without hosts. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../pack/tarball.ts';
import { record } from './replay.ts';
import { race, timeCommand } from './timing.ts';

const bin = join(root, 'dist/bin.js');

export interface StartTimes {
  readonly node: number;
  readonly version: number;
  readonly plan: number;
  /** What of the plan the API takes for itself. */
  readonly api: number;
  readonly requests: number;
}

export async function startTimes(rounds: number): Promise<StartTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'vpnmesh-bench-'));
  const env = { VPNMESH_SANDBOX: join(folder, 'sandbox'), HOME: folder };
  const vpnmesh = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [bin, ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const time = (argv: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<number> =>
    timeCommand({ argv: [process.execPath, ...argv], env: { ...env, ...more } });
  vpnmesh('sandbox', 'up', '--hosts', 'none');
  try {
    const { variables, specs } = JSON.parse(vpnmesh('sandbox', 'env', '--json')) as {
      readonly variables: Readonly<Record<string, string>>;
      readonly specs: readonly string[];
    };
    const recording = await record(variables.AWS_ENDPOINT_URL ?? '', (AWS_ENDPOINT_URL) =>
      time([bin, 'plan', '-f', specs[0] ?? ''], { ...variables, AWS_ENDPOINT_URL }),
    );
    const { node, version, plan, api } = await race(rounds, {
      node: () => time(['-e', '0']),
      version: () => time([bin, '--version']),
      plan: () => time([bin, 'plan', '--sandbox']),
      api: () => recording.replay(),
    });
    recording.close();
    return { node, version, plan, api, requests: recording.requests.length };
  } finally {
    vpnmesh('sandbox', 'down');
    rmSync(folder, { recursive: true, force: true });
  }
}
