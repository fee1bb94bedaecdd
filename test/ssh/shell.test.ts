import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HostTarget, ShellError } from '#ports/shell.ts';
import { createSshShell } from '#ssh/shell.ts';
import { freePort, makeKey, type Sshd, sshdAvailable, startSshd } from './sshd.ts';

/** The address is a documentation one (RFC 5737): only the ssh_config can lead from it to the server. */
const address = '203.0.113.7';

describe.skipIf(!sshdAvailable)(
  `a shell on a host${sshdAvailable ? '' : ' (skipped: a real sshd wants root, openssh-server and sudo)'}`,
  () => {
    let server: Sshd;
    let home: string;

    const target = (changes: Partial<HostTarget> = {}): HostTarget => ({
      name: 'us-east-1',
      region: 'us-east-1',
      address,
      user: server.user,
      hostKey: server.fingerprint,
      ...changes,
    });
    const configure = (text: string): string => {
      const path = join(mkdtempSync(join(home, 'config-')), 'ssh_config');
      writeFileSync(path, text);
      return path;
    };
    const direct = (port = server.port): string => configure(`Host ${address}\n  HostName 127.0.0.1\n  Port ${port}\n`);
    const shell = (options: Partial<Parameters<typeof createSshShell>[0]> = {}) =>
      createSshShell({ home, identity: server.identity, configFile: direct(), authPatienceMs: 0, ...options });
    const failure = async (promise: Promise<unknown>): Promise<ShellError> => {
      const error = await promise.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (!(error instanceof ShellError)) throw new Error(`expected a ShellError, got ${String(error)}`);
      return error;
    };

    beforeAll(async () => {
      home = mkdtempSync(join(tmpdir(), 'vpnmesh-home-'));
      mkdirSync(join(home, '.ssh'));
      server = await startSshd();
    });
    afterAll(async () => {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    });

    test('lets nothing that a host says give orders to the terminal it is shown on', async () => {
      const session = await shell().open(target(), { timeoutMs: 10_000 });
      const lines: string[] = [];
      const script = String.raw`printf 'file \033]0;title\007\n\302\2332J\n'; printf '\033[2J' >&2`;
      const { stdout, stderr } = await session.run({ script, timeoutMs: 10_000, onLine: (line) => lines.push(line) });
      expect(stdout).toBe('file �]0;title�\n�2J\n');
      expect(lines).toEqual(['file �]0;title�', '�2J']);
      expect(stderr).toBe('�[2J');
      session.close();
    });

    test('runs a script as root with its data on stdin, and records every byte read', async () => {
      const chunks: Buffer[] = [];
      const session = await shell({ record: (chunk) => chunks.push(chunk) }).open(target(), { timeoutMs: 10_000 });
      const lines: string[] = [];
      const result = await session.run({
        script: 'id -u\nwhile read -r word; do echo "got $word"; done\necho oops >&2\nexit 3',
        input: "one 'two'\n$(three)\n",
        timeoutMs: 10_000,
        onLine: (line) => lines.push(line),
      });
      session.close();
      expect(result).toEqual({ code: 3, stdout: "0\ngot one 'two'\ngot $(three)\n", stderr: 'oops\n' });
      expect(lines).toEqual(['0', "got one 'two'", 'got $(three)']);
      expect(Buffer.concat(chunks).length).toBe(result.stdout.length + result.stderr.length);
    });

    test('shows neither script nor data in any process list', async () => {
      const session = await shell().open(target(), { timeoutMs: 10_000 });
      const { stdout } = await session.run({
        script: 'secret_of_the_script=1\nread -r data\nps -eo args --no-headers',
        input: 'secret_of_the_data\n',
        timeoutMs: 10_000,
      });
      session.close();
      expect(stdout).toContain('sudo -n sh -c');
      expect(stdout).not.toContain('secret_of_the');
    });

    test('carries a megabyte of data and of answer unharmed, and scripts of any size', async () => {
      const session = await shell().open(target(), { timeoutMs: 10_000 });
      const input = `${'0123456789abcdé'.repeat(65_536)}\n`;
      const result = await session.run({ script: `${'# padding\n'.repeat(30_000)}cat`, input, timeoutMs: 15_000 });
      session.close();
      expect(result.code).toBe(0);
      expect(result.stdout === input).toBe(true);
    });

    test('runs several scripts at once on one connection', async () => {
      const session = await shell().open(target(), { timeoutMs: 10_000 });
      const results = await Promise.all(
        ['a', 'b', 'c'].map((word) =>
          session.run({ script: 'read -r w; echo "$w"', input: `${word}\n`, timeoutMs: 10_000 }),
        ),
      );
      session.close();
      expect(results.map(({ stdout }) => stdout)).toEqual(['a\n', 'b\n', 'c\n']);
    });

    test('refuses a host with another key before it tries to log in', async () => {
      const other = await startSshd();
      try {
        const error = await failure(
          shell({ configFile: direct(other.port), identity: other.identity }).open(target(), { timeoutMs: 10_000 }),
        );
        expect(error.kind).toBe('host-key');
        expect(error.message).toContain(other.fingerprint);
        expect(error.message).toContain(server.fingerprint);
        await expect.poll(() => other.log()).toContain('127.0.0.1');
        expect(other.log()).not.toMatch(/userauth|attempt \d+ failures|Accepted/i);
        // The same server's log does say so when somebody logs in, so the line above means something.
        const fine = await shell({ configFile: direct(other.port), identity: other.identity }).open(
          target({ hostKey: other.fingerprint }),
          { timeoutMs: 10_000 },
        );
        fine.close();
        await expect.poll(() => other.log()).toMatch(/userauth-request/);
      } finally {
        await other.stop();
      }
    });

    test('says that the key is not let in', async () => {
      const identity = makeKey(join(home, 'stranger'));
      const error = await failure(shell({ identity }).open(target(), { timeoutMs: 10_000 }));
      expect(error.kind).toBe('auth');
      expect(error.message).toMatch(/us-east-1 \(203\.0\.113\.7\).*rejects the login as root/);
    });

    test('goes on trying while nobody listens yet', async () => {
      const port = await freePort();
      const starting = delay(1_500).then(() => startSshd({ port }));
      // The late server's key cannot be pinned beforehand, so patience shows in the verdict: a wrong key, not an absent host.
      const error = await failure(shell({ configFile: direct(port) }).open(target(), { timeoutMs: 15_000 }));
      await (await starting).stop();
      expect(error.kind).toBe('host-key');
    });

    test('gives up on a host that never answers, at the deadline', async () => {
      const port = await freePort();
      const started = Date.now();
      const error = await failure(shell({ configFile: direct(port) }).open(target(), { timeoutMs: 2_500 }));
      expect(error.kind).toBe('unreachable');
      expect(error.message).toContain('ECONNREFUSED');
      expect(Date.now() - started).toBeGreaterThan(1_000);
      expect(Date.now() - started).toBeLessThan(5_000);
    });

    test('ends a script that takes too long, and the connection goes on working', async () => {
      const session = await shell().open(target(), { timeoutMs: 10_000 });
      const error = await failure(session.run({ script: 'echo waiting for a lock >&2; sleep 30', timeoutMs: 8_000 }));
      expect(error.kind).toBe('timeout');
      expect(error.message).toContain('waiting for a lock');
      expect((await session.run({ script: 'echo alive', timeoutMs: 10_000 })).stdout).toBe('alive\n');
      session.close();
    });

    test('says that the connection broke when the host dies in the middle', async () => {
      const doomed = await startSshd();
      try {
        const session = await shell({ configFile: direct(doomed.port), identity: doomed.identity }).open(
          target({ hostKey: doomed.fingerprint }),
          { timeoutMs: 10_000 },
        );
        const running = failure(
          session.run({ script: 'echo started; sleep 30', timeoutMs: 20_000, onLine: () => doomed.cut() }),
        );
        expect((await running).kind).toBe('closed');
        expect((await failure(session.run({ script: 'true', timeoutMs: 1_000 }))).kind).toBe('closed');
      } finally {
        await doomed.stop();
      }
    });

    test('stops waiting when it is interrupted', async () => {
      const session = await shell().open(target(), { timeoutMs: 10_000 });
      const controller = new AbortController();
      const running = failure(
        session.run({
          script: 'echo on; sleep 30',
          timeoutMs: 20_000,
          signal: controller.signal,
          onLine: () => controller.abort(),
        }),
      );
      expect((await running).message).toContain('interrupted');
      session.close();
    });

    test('goes through a jump host that known_hosts vouches for, and not through a stranger', async () => {
      const jump = await startSshd();
      try {
        const known = join(home, 'known_hosts');
        const configFile = configure(
          [
            `Host ${address}`,
            `  HostName 127.0.0.1\n  Port ${server.port}\n  ProxyJump bastion`,
            'Host bastion',
            `  HostName 127.0.0.1\n  Port ${jump.port}\n  User ${jump.user}\n  IdentityFile ${jump.identity}`,
            `  UserKnownHostsFile ${known}`,
          ].join('\n'),
        );
        const error = await failure(shell({ configFile }).open(target(), { timeoutMs: 10_000 }));
        expect(error.kind).toBe('host-key');
        expect(error.message).toContain('known_hosts');
        expect(jump.log()).not.toMatch(/userauth/i);

        writeFileSync(known, jump.knownHost);
        const session = await shell({ configFile }).open(target(), { timeoutMs: 10_000 });
        const { stdout } = await session.run({
          script: 'echo "$SSH_CONNECTION" | grep -c . || true; echo there',
          timeoutMs: 10_000,
        });
        session.close();
        expect(stdout).toContain('there');
        expect(jump.log()).toMatch(/direct-tcpip/);
      } finally {
        await jump.stop();
      }
    });

    test('names the way out when there is no key to log in with', async () => {
      const missing = await failure(shell({ identity: join(home, 'nowhere') }).open(target(), { timeoutMs: 5_000 }));
      expect(missing.kind).toBe('config');
      expect(missing.message).toContain('ssh.identity');
      const locked = makeKey(join(home, 'locked'), 'a passphrase');
      const encrypted = await failure(shell({ identity: locked }).open(target(), { timeoutMs: 5_000 }));
      expect(encrypted.kind).toBe('config');
      expect(encrypted.message).toContain('SSH agent');
    });
  },
);
