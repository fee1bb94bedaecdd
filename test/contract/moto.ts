/** The second opinion: moto_server, other people's EC2, IAM, STS and Logs, where it is on the PATH. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Undefined where it is not installed: what needs it is skipped, and says so. */
export const motoProgram: string | undefined = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'moto_server'))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** One image, as the product looks for it: owner and name are Debian's. */
const image = {
  ami_id: 'ami-0debian12amd64000',
  name: 'debian-12-amd64-20260601-2000',
  description: 'Debian 12',
  owner_id: '136693071363',
  public: true,
  virtualization_type: 'hvm',
  architecture: 'x86_64',
  state: 'available',
  image_type: 'machine',
  hypervisor: 'xen',
  root_device_name: '/dev/xvda',
  root_device_type: 'ebs',
};

export interface Moto {
  readonly endpoint: string;
  stop(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** @throws Error with its own words when it does not answer within half a minute */
export async function startMoto(program: string): Promise<Moto> {
  const folder = mkdtempSync(join(tmpdir(), 'vpnmesh-moto-'));
  const images = join(folder, 'images.json');
  writeFileSync(images, JSON.stringify([image]));
  const port = await freePort();
  // A group of its own: what is on the PATH may be a shim that starts the real one as its child.
  const child = spawn(program, ['-p', String(port), '-H', '127.0.0.1'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, MOTO_AMIS_PATH: images },
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await endGroup(child);
    rmSync(folder, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await delay(100)) {
    const up = await fetch(`${endpoint}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return { endpoint, stop };
    if (child.exitCode !== null) break;
  }
  await stop();
  throw new Error(`moto_server did not come up: ${said}`);
}

function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return Promise.resolve();
  const { pid } = child;
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    process.kill(-pid, 'SIGKILL');
  });
}
