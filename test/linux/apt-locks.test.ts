/** apt's locks, judged by apt itself: a second apt-get holds one, as apt-daily and unattended-upgrades do on a host's first day. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import packages from '#linux/scripts/packages.sh';
import lib from '#linux/scripts/stage-prelude.sh';

const isDebian = spawnSync('apt-get', ['--version']).status === 0 && spawnSync('dpkg', ['--version']).status === 0;

let folder: string;
let archive: Server;
let asked: Promise<void>;
let answer: () => void;
let others: ChildProcess[];

/** An archive that lets whoever asks wait, with apt's lock in its hand, until it is told to answer. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vpnmesh-apt-'));
  for (const each of ['lists/partial', 'archives/partial', 'dpkg', 'etc', 'log'])
    mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, 'dpkg/status'), '');
  const waiting: (() => void)[] = [];
  let told = false;
  let first: () => void = () => undefined;
  asked = new Promise((resolve) => {
    first = resolve;
  });
  answer = () => {
    told = true;
    for (const end of waiting) end();
  };
  archive = createServer((_, response) => {
    first();
    const end = () => {
      if (!response.headersSent) response.writeHead(404).end();
    };
    if (told) end();
    else waiting.push(end);
  });
  await new Promise<void>((resolve) => archive.listen(0, '127.0.0.1', resolve));
  writeFileSync(join(folder, 'none.list'), '');
  const { port } = archive.address() as AddressInfo;
  writeFileSync(join(folder, 'slow.list'), `deb [trusted=yes] http://127.0.0.1:${port}/ ./\n`);
  others = [];
});

afterEach(async () => {
  answer();
  await Promise.all(
    others.map((other) => (other.exitCode === null ? new Promise((end) => other.once('exit', end)) : {})),
  );
  archive.closeAllConnections();
  await new Promise((resolve) => archive.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

/** apt's whole world in the folder: no package of this machine is touched, and no archive of the world is asked. */
function aptEnvironment(sources: string): NodeJS.ProcessEnv {
  const file = join(folder, `${sources}.conf`);
  writeFileSync(
    file,
    [
      `Dir::Etc "${folder}/etc/";`,
      `Dir::Etc::SourceList "${folder}/${sources}.list";`,
      `Dir::Etc::SourceParts "/dev/null";`,
      `Dir::State "${folder}/";`,
      `Dir::State::Lists "${folder}/lists/";`,
      `Dir::State::Status "${folder}/dpkg/status";`,
      `Dir::Cache "${folder}/";`,
      `Dir::Log "${folder}/log/";`,
      'APT::Sandbox::User "root";',
      'Acquire::http::Proxy "DIRECT";',
      'Acquire::Retries "0";',
      '',
    ].join('\n'),
  );
  return { ...process.env, APT_CONFIG: file };
}

async function somebodyElse(): Promise<void> {
  others.push(spawn('apt-get', ['update'], { env: aptEnvironment('slow'), stdio: 'ignore' }));
  await asked;
}

/** What a stage does, with its state in the folder. */
function stage(body: string, patience?: number) {
  const script = [lib.replace('/var/lib/vpnmesh', `${folder}/state`), packages, body].join('\n');
  const hurried = patience === undefined ? script : script.replace('apt_patience=300', `apt_patience=${patience}`);
  const child = spawn('sh', ['-c', hurried], { env: aptEnvironment('none') });
  others.push(child);
  child.stdin.end('set stage trial\nend\n');
  return { child, said: text(child.stdout), told: text(child.stderr) };
}

describe.skipIf(!isDebian)(`apt's locks${isDebian ? '' : ' (skipped: there is no apt)'}`, () => {
  test('an update waits for the lists as long as somebody else reads theirs, and goes on then', async () => {
    await somebodyElse();
    const { child, said, told } = stage('update\nfinish');
    // It has met the lock before the other one is let go.
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (bytes: Buffer) => {
        if (bytes.includes('Could not get lock')) resolve();
      });
      child.once('exit', () => resolve());
    });
    answer();
    expect(await said).toBe('done\n');
    expect(await told).toContain('lists/lock');
  });

  test('giving up names who holds the lock, and blames no gateway', async () => {
    await somebodyElse();
    const { said } = stage('update\nfinish', 1);
    const [failed, next] = (await said).split('\n');
    expect(failed).toMatch(/^failed apt waited 1 s for \S+lists\/lock, which process \d+ \(apt-get\) holds$/);
    expect(next).toContain(`ps -fp ${others[0]?.pid}`);
    expect(next).not.toContain('gateway');
  });

  test('what fails for another reason is not waited for', async () => {
    const { said } = stage('update() { apt_get install nothing-of-this-name || fail here there; }\nupdate');
    expect(await said).toBe('failed here\nnext there\n');
  });
});
