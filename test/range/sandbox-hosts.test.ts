import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { HostSpec } from '#sandbox/hosts/backend.ts';
import { createRealBackend, type RealBackend, type RealBackendOptions } from '#sandbox/hosts/real/backend.ts';
import { cgroupRoots } from '#sandbox/hosts/real/cgroups.ts';
import { run } from '#sandbox/network/command.ts';
import { namesFor } from '#sandbox/network/names.ts';
import { makeKeyPair } from '#sandbox/ssh-key.ts';
import { topology } from './sandbox-pictures.ts';

/** Real hosts in the emulated network, without the emulated AWS. */
let stateDir: string;
let backend: RealBackend;
const stopped: string[] = [];
const key = makeKeyPair('operator');

/** What the hosts' agents sent to the Logs API. */
const logged: { readonly target: string; readonly authorization: string; readonly body: Record<string, unknown> }[] =
  [];
const logs = createServer(async (request: IncomingMessage, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const target = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  logged.push({ target, authorization: request.headers.authorization ?? '', body: JSON.parse(text) });
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}');
});

type Name = 'forwarder1' | 'workload1' | 'forwarder2';
const hosts: readonly Name[] = ['forwarder1', 'workload1', 'forwarder2'];
const idOf = (name: Name): string => `i-${name}`;
const spec = (name: Name): HostSpec => ({
  instanceId: idOf(name),
  region: name.endsWith('1') ? 'us-east-1' : 'eu-west-1',
  zone: name.endsWith('1') ? 'us-east-1a' : 'eu-west-1a',
  accountId: '111122223333',
  imageId: 'ami-0123456789abcdef0',
  image: 'debian-12',
  instanceType: 't3.small',
  user: 'admin',
  publicKey: key.public,
  interfaceId: `eni-${name}`,
});
const picture = (changes: Parameters<typeof topology>[0] = {}) => topology(changes);

/** Runs shell on a host at its console; an exit code other than 0 is an error. */
async function on(name: Name, script: string): Promise<string> {
  const { code, stdout, stderr } = await backend.exec(idOf(name), ['sh', '-c', script]);
  if (code !== 0) throw new Error(`${name}: ${script} ended with ${code}: ${stderr}${stdout}`);
  return stdout.trim();
}
const up = (name: Name): Promise<void> =>
  vi.waitFor(async () => expect(await backend.consoleOutput(idOf(name))).toContain('Cloud-init target'), {
    timeout: 90_000,
    interval: 250,
  });

const options = (): RealBackendOptions => ({
  stateDir,
  cacheDir: '/var/cache/vpnmesh',
  log: console.info,
  callbacks: {
    apiPort: (logs.address() as AddressInfo).port,
    metadataOptions: (id) => ({ httpTokens: id === idOf('forwarder2') ? 'optional' : 'required', hopLimit: 1 }),
    hostStopped: (id) => stopped.push(id),
    roleCredentials: (id) =>
      id === idOf('workload1')
        ? undefined
        : {
            roleName: 'vpnmesh-logs',
            accessKeyId: 'ASIASANDBOX',
            secretAccessKey: 'secret',
            token: 'session-token',
            expiration: '2030-01-01T00:00:00Z',
          },
  },
});

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'vpnmesh-hosts-'));
  await new Promise<void>((resolve) => logs.listen(0, '127.0.0.1', resolve));
  backend = await createRealBackend(options());
  await backend.reconcile(picture());
  const started = performance.now();
  await Promise.all(hosts.map((name) => backend.launch(spec(name))));
  await Promise.all(hosts.map(up));
  console.info(`three hosts up in ${((performance.now() - started) / 1000).toFixed(1)} s`);
});

afterAll(async () => {
  const { prefix } = namesFor(stateDir);
  await backend.shutdown({ keepDisks: false });
  logs.close();
  expect(await run(['ip', 'netns', 'list'])).not.toContain(prefix);
  expect(await readFile('/proc/mounts', 'utf8')).not.toContain(stateDir);
  for (const root of await cgroupRoots()) expect(existsSync(join(root, prefix))).toBe(false);
  expect(await run(['ps', '-eo', 'args'])).not.toContain(prefix);
  expect(existsSync(join(stateDir, 'hosts'))).toBe(false);
  expect((await readdir('/run/systemd/nspawn/propagate').catch(() => [])).join()).not.toContain(prefix);
  await rm(stateDir, { recursive: true });
});

test('a host is a Debian with its EC2 name, user and key, and without what Debian has not installed', async () => {
  expect(await on('forwarder1', 'hostname; . /etc/os-release; echo $ID $VERSION_ID')).toBe('ip-10-1-1-10\ndebian 12');
  expect(await on('forwarder1', 'cat /home/admin/.ssh/authorized_keys')).toContain(key.public.trim());
  expect(await on('forwarder1', 'sudo -u admin sudo -n id -u')).toBe('0');
  expect(await on('forwarder1', 'cat /root/.ssh/authorized_keys || true')).not.toMatch(/^ssh-/m);
  expect(await on('forwarder1', 'ls /usr/sbin/rsyslogd /usr/sbin/chronyd /usr/sbin/swanctl 2>/dev/null || true')).toBe(
    '',
  );
  expect(await on('forwarder1', 'systemctl --failed --no-legend')).toBe('');
  expect(await on('forwarder1', 'cloud-init status')).toContain('done');
});

test('the operator logs in through the door, pinning the key that the console printed', async () => {
  const door = backend.doors().find(({ publicIp }) => publicIp === '203.0.113.11');
  const console_ = await backend.consoleOutput(idOf('forwarder1'));
  const pin = /256 (SHA256:\S+) .*\(ED25519\)/.exec(console_)?.[1];
  expect(pin).toBeDefined();
  const shown = await login(door?.port ?? 0);
  expect(shown.hostKey).toBe(pin);
  expect(shown.output).toContain('192.0.2.7');
  await backend.reconcile(picture({ forwarder1: { ingress: [] } }));
  await expect(login(door?.port ?? 0)).rejects.toThrow();
  await backend.reconcile(picture());
});

test('metadata is given for a token, and without one only where that is allowed', async () => {
  const base = 'http://169.254.169.254/latest';
  const status = `curl -s -o /dev/null -w '%{http_code}'`;
  expect(await on('forwarder1', `${status} ${base}/meta-data/instance-id`)).toBe('401');
  expect(await on('forwarder2', `curl -s ${base}/meta-data/instance-id`)).toBe('i-forwarder2');
  const token = `T=$(curl -s -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' ${base}/api/token); get() { curl -s -H "X-aws-ec2-metadata-token: $T" ${base}/$1; }`;
  expect(await on('forwarder1', `${token}; get meta-data/placement/region; echo; get meta-data/public-ipv4`)).toBe(
    'us-east-1\n203.0.113.11',
  );
  const credentials = await on('forwarder1', `${token}; get meta-data/iam/security-credentials/vpnmesh-logs`);
  expect(JSON.parse(credentials)).toMatchObject({
    Code: 'Success',
    AccessKeyId: 'ASIASANDBOX',
    Token: 'session-token',
  });
  const document = JSON.parse(await on('workload1', `${token}; get dynamic/instance-identity/document`));
  expect(document).toMatchObject({ instanceId: 'i-workload1', region: 'us-east-1', privateIp: '10.1.2.20' });
});

test('everything a concentrator needs installs, and chrony finds the time', async () => {
  const wanted =
    'charon-systemd strongswan-swanctl libstrongswan-standard-plugins libcharon-extra-plugins strongswan-pki chrony ' +
    'nftables rsyslog auditd unattended-upgrades conntrack tcpdump iputils-tracepath needrestart amazon-cloudwatch-agent';
  await on('forwarder1', `apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install ${wanted}`);
  await on(
    'forwarder1',
    `echo 'server 169.254.169.123 prefer iburst minpoll 4 maxpoll 4' >/etc/chrony/sources.d/amazon.sources && systemctl restart chrony`,
  );
  await expect
    .poll(() => on('forwarder1', 'chronyc -n tracking'), { timeout: 30_000 })
    .toMatch(/169\.254\.169\.123[\s\S]*Normal/);
  await on('forwarder1', 'sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.ens5.rp_filter=1');
  await on('forwarder1', 'nft add table inet probe && nft list ruleset | grep -q probe');
  await on(
    'forwarder1',
    `printf 'kernel-libipsec {\\n load = yes\\n}\\n' >/etc/strongswan.d/charon/kernel-libipsec.conf; systemctl restart strongswan; swanctl --stats`,
  );
  expect(await on('forwarder1', 'ip -br link show ipsec0')).toContain('ipsec0');
});

test('audit records tell of logins and sudo, and the agent ships files with the role it was given', async () => {
  const door = backend.doors().find(({ publicIp }) => publicIp === '203.0.113.11');
  await login(door?.port ?? 0);
  await on('forwarder1', 'sudo -u admin sudo -n true');
  await expect
    .poll(() => on('forwarder1', 'cat /var/log/audit/audit.log'))
    .toMatch(/type=USER_LOGIN .*addr=192\.0\.2\.7.*success/);
  await expect.poll(() => on('forwarder1', 'cat /var/log/audit/audit.log')).toContain('type=USER_CMD');
  const config = {
    logs: {
      force_flush_interval: 1,
      logs_collected: {
        files: {
          collect_list: [
            {
              file_path: '/var/log/audit/audit.log',
              log_group_name: '/vpnmesh/t',
              log_stream_name: '{instance_id}/audit',
              retention_in_days: 90,
            },
            { file_path: '/var/log/own/*.log', log_group_name: '/vpnmesh/t', log_stream_name: '{hostname}/own' },
          ],
        },
      },
    },
  };
  const { code } = await backend.exec(
    idOf('forwarder1'),
    ['sh', '-c', 'mkdir -p /var/log/own; cat >/root/agent.json'],
    {
      input: JSON.stringify(config),
    },
  );
  expect(code).toBe(0);
  const control = '/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl';
  expect(await on('forwarder1', `${control} -a fetch-config -m ec2 -s -c file:/root/agent.json`)).toContain(
    'succeeded',
  );
  expect(JSON.parse(await on('forwarder1', `${control} -a status`))).toMatchObject({
    status: 'running',
    configstatus: 'configured',
  });
  await on('forwarder1', 'echo first >>/var/log/own/a.log; echo second >>/var/log/own/a.log');
  const messages = (stream: string): readonly string[] =>
    logged
      .filter(({ target, body }) => target === 'PutLogEvents' && body.logStreamName === stream)
      .flatMap(({ body }) => (body.logEvents as { message: string }[]).map(({ message }) => message));
  await expect.poll(() => messages('ip-10-1-1-10/own'), { timeout: 20_000 }).toEqual(['first', 'second']);
  expect(messages('i-forwarder1/audit').join('\n')).toContain('type=USER_LOGIN');
  expect(logged.find(({ target }) => target === 'PutRetentionPolicy')?.body).toMatchObject({ retentionInDays: 90 });
  expect(logged[0]?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=ASIASANDBOX\/\d{8}\/us-east-1\/logs\//);
  // A restart goes on where it was, and sends nothing twice.
  await on('forwarder1', `${control} -a stop; echo third >>/var/log/own/a.log; ${control} -a start`);
  await expect.poll(() => messages('ip-10-1-1-10/own'), { timeout: 20_000 }).toEqual(['first', 'second', 'third']);
});

test('a reboot, asked from inside or outside, gives a fresh network namespace on the same disk', async () => {
  const uptime = async (): Promise<string> =>
    on('forwarder1', 'cat /proc/sys/net/ipv4/ip_forward; cat /root/mark; systemctl is-active ssh || true');
  await on('forwarder1', 'echo kept >/root/mark; sync');
  const pin = /\(ED25519\)/;
  expect(await backend.consoleOutput(idOf('forwarder1'))).toMatch(pin);
  await backend.reboot(idOf('forwarder1'));
  await up('forwarder1');
  expect(await uptime()).toBe('0\nkept\nactive');
  await on('forwarder1', 'sysctl -qw net.ipv4.ip_forward=1');
  // What still runs at the console then goes down with the guest, and keeps nothing waiting.
  const running = backend.exec(idOf('forwarder1'), ['sleep', '300']);
  expect(await backend.exec(idOf('forwarder1'), ['systemctl', '--no-block', 'reboot'])).toMatchObject({ code: 0 });
  expect((await running).code).not.toBe(0);
  await expect
    .poll(() => on('forwarder1', 'cat /proc/sys/net/ipv4/ip_forward').catch(() => 'down'), { timeout: 30_000 })
    .toBe('0');
  await up('forwarder1');
  expect(await uptime()).toBe('0\nkept\nactive');
  expect(stopped).toEqual([]);
});

test('a stopped host is silent, starts from its disk, and one that powers off is reported', async () => {
  await backend.stop(idOf('forwarder2'));
  expect((await backend.exec(idOf('forwarder1'), ['ping', '-c1', '-W1', '203.0.113.12'])).code).toBe(1);
  await backend.start(spec('forwarder2'));
  await up('forwarder2');
  expect((await backend.exec(idOf('forwarder1'), ['ping', '-c1', '-W1', '203.0.113.12'])).code).toBe(0);
  expect(stopped).toEqual([]);
  await backend.exec(idOf('forwarder2'), ['systemctl', '--no-block', 'poweroff']);
  await expect.poll(() => stopped, { timeout: 60_000 }).toEqual([idOf('forwarder2')]);
  await backend.terminate(idOf('forwarder2'));
  await expect(backend.exec(idOf('forwarder2'), ['true'])).rejects.toThrow(/runs no host/);
});

test('a host that is terminated while it boots is gone for good', async () => {
  const launched = backend.launch(spec('forwarder2')).catch((error: Error) => error.message);
  await backend.terminate(idOf('forwarder2'));
  expect(await launched).toContain('terminated before it could boot');
  await expect(backend.exec(idOf('forwarder2'), ['true'])).rejects.toThrow(/runs no host/);
  expect(await readdir(join(stateDir, 'hosts'))).not.toContain(idOf('forwarder2'));
});

test('what a killed sandbox left running is cleared away, and its disks are found again', async () => {
  await on('workload1', 'echo kept >/root/mark; sync');
  // Nobody told the first one to stop: its hosts, namespaces and cgroups are all there.
  backend = await createRealBackend(options());
  await expect(backend.exec(idOf('workload1'), ['true'])).rejects.toThrow(/runs no host/);
  await backend.reconcile(picture());
  await backend.start(spec('workload1'));
  await up('workload1');
  expect(await on('workload1', 'cat /root/mark')).toBe('kept');
  expect(
    await on(
      'workload1',
      'ping -c1 -W1 10.1.1.1 >/dev/null; curl -s -o /dev/null -w "%{http_code}" http://169.254.169.254/',
    ),
  ).toBe('401');
});

/** Logs in as admin; answers the host key's fingerprint and where the session seems to come from. */
function login(port: number): Promise<{ readonly hostKey: string; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    let hostKey = '';
    client.on('ready', () => {
      client.exec('echo $SSH_CONNECTION', (error, channel) => {
        if (error) return reject(error);
        let output = '';
        channel.on('data', (chunk: Buffer) => {
          output += chunk.toString();
        });
        channel.on('close', () => {
          client.end();
          resolve({ hostKey, output });
        });
      });
    });
    client.on('error', reject);
    client.connect({
      host: '127.0.0.1',
      port,
      username: 'admin',
      privateKey: key.private,
      readyTimeout: 5_000,
      algorithms: { serverHostKey: ['ssh-ed25519'] },
      hostVerifier: (shown: Buffer) => {
        hostKey = `SHA256:${createHash('sha256').update(shown).digest('base64').replace(/=+$/, '')}`;
        return true;
      },
    });
  });
}
