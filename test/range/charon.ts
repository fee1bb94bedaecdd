/** Real charons in namespaces of their own: private /etc/swanctl, private /run, nothing of the machine's touched. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { renderDaemon, renderLibipsec } from '#strongswan/daemon.ts';

export const charonAvailable =
  userInfo().uid === 0 && existsSync('/usr/sbin/charon-systemd') && existsSync('/usr/sbin/nft');

export interface Output {
  readonly code: number;
  /** Both streams, without the plugins that swanctl complains about missing. */
  readonly text: string;
}

export interface Charon {
  /** Writes a file below the charon's own /etc/swanctl. */
  write(path: string, text: string, mode?: number): void;
  /** Runs a command where the charon runs. */
  run(command: string, ...args: readonly string[]): Output;
  log(): string;
  stop(): Promise<void>;
}

export function command(name: string, ...args: readonly string[]): Output {
  const { status, stdout, stderr } = spawnSync(name, [...args], { encoding: 'utf8' });
  return { code: status ?? -1, text: clean(`${stdout ?? ''}${stderr ?? ''}`) };
}

function clean(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith("plugin '") && !line.startsWith('opening directory'))
    .join('\n');
}

/** Repeats until `condition` holds. @throws after the deadline, naming what was waited for */
export async function until(what: string, seconds: number, condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; !condition(); await delay(200)) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
  }
}

/** @param namespace name of a network namespace; the caller made it and removes it */
export async function startCharon(namespace: string): Promise<Charon> {
  const directory = mkdtempSync(join(tmpdir(), 'vpnmesh-charon-'));
  const at = (path: string): string => join(directory, path);
  for (const folder of ['swanctl/conf.d', 'swanctl/private', 'swanctl/pubkey', 'run', 'strongswan.d']) {
    mkdirSync(at(folder), { recursive: true });
  }
  writeFileSync(at('swanctl/swanctl.conf'), 'include conf.d/*.conf\n');
  writeFileSync(at('strongswan.d/vpnmesh.conf'), renderDaemon());
  writeFileSync(at('strongswan.d/vpnmesh-libipsec.conf'), renderLibipsec());
  writeFileSync(
    at('strongswan.conf'),
    `charon {\n load_modular = yes\n plugins {\n include /etc/strongswan.d/charon/*.conf\n }\n filelog {\n log {\n path = ${at('log')}\n flush_line = yes\n }\n }\n}\ninclude ${at('strongswan.d')}/*.conf\n`,
  );
  const script = `mount --bind "$0/swanctl" /etc/swanctl && mount --bind "$0/run" /run && exec /usr/sbin/charon-systemd`;
  const child = spawn('ip', ['netns', 'exec', namespace, 'sh', '-c', script, directory], {
    stdio: 'ignore',
    env: { PATH: process.env.PATH, STRONGSWAN_CONF: at('strongswan.conf') },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const charon: Charon = {
    write(path, text, mode = 0o644) {
      mkdirSync(dirname(at(`swanctl/${path}`)), { recursive: true });
      writeFileSync(at(`swanctl/${path}`), text, { mode });
    },
    run: (name, ...args) => command('nsenter', '-t', String(child.pid), '-m', '-n', name, ...args),
    log: () => command('cat', at('log')).text,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
      rmSync(directory, { recursive: true, force: true });
    },
  };
  try {
    await until('charon answers', 10, () => charon.run('swanctl', '--stats').code === 0);
  } catch (error) {
    await charon.stop();
    throw error;
  }
  return charon;
}
