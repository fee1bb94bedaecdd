import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prepareImages } from '#sandbox/hosts/real/image/prepare.ts';
import { operatorAddress } from '#sandbox/network/addresses.ts';
import { attempt, type CommandResult, run } from '#sandbox/network/command.ts';
import { flushFlows } from '#sandbox/network/flows.ts';
import { createNetwork, type Network } from '#sandbox/network/network.ts';
import { topology } from './sandbox-pictures.ts';

/** The network alone: namespaces stand in for hosts, and every statement is proven by packets. */
let stateDir: string;
let network: Network;
/** Programs come from the hosts' own root file system, so that the machine needs none of them. */
let rootfs: string;
type Host = 'forwarder1' | 'workload1' | 'neighbour1' | 'forwarder2' | 'workload2' | 'internet';

const namespaceOf = (host: Host): string =>
  host === 'internet' ? network.names.internet : network.names.host(`eni-${host}`);
const inside = (host: Host, ...argv: string[]): Promise<CommandResult> =>
  attempt(['ip', 'netns', 'exec', namespaceOf(host), 'chroot', rootfs, ...argv]);
const ping = async (host: Host, address: string, ...flags: string[]): Promise<boolean> => {
  const { code, stderr } = await inside(host, 'ping', '-c1', '-W1', ...flags, address);
  if (code === 127) throw new Error(stderr);
  return code === 0;
};
/** Whether a TCP connection to the port is answered, be it by a refusal: the packet got there. */
const reaches = async (host: Host, address: string, port: number): Promise<boolean> => {
  const { stdout } = await inside(host, 'python3', '-c', connectScript, address, String(port));
  expect(stdout).toMatch(/connected|refused|timed out/);
  return !stdout.includes('timed out');
};
const connectScript = `
import socket, sys
s = socket.socket(); s.settimeout(1)
try: s.connect((sys.argv[1], int(sys.argv[2]))); print("connected")
except ConnectionRefusedError: print("refused")
except OSError as e: print(e)`;

/** A ping that goes on, five times a second, and how many answers it has had. */
async function startPing(host: Host, address: string) {
  const child = spawn('ip', ['netns', 'exec', namespaceOf(host), 'chroot', rootfs, 'ping', '-i', '0.2', address]);
  const ended = new Promise((resolve) => child.once('close', resolve));
  let count = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.includes('bytes from')) count++;
  });
  const replies = (): number => count;
  await expect.poll(replies).toBeGreaterThan(1);
  return {
    replies,
    silentFor: async (milliseconds: number): Promise<boolean> => {
      const before = count;
      await setTimeout(milliseconds);
      return count === before;
    },
    stop: async (): Promise<void> => {
      child.kill();
      await ended;
    },
  };
}

/** Captures on a host's ens5 while something happens; answers the source addresses of the IPv4 packets that came in. */
async function sourcesSeen(host: Host, happening: () => Promise<unknown>): Promise<readonly string[]> {
  const child = spawn('ip', ['netns', 'exec', namespaceOf(host), 'chroot', rootfs, 'python3', '-c', captureScript]);
  const lines = createInterface({ input: child.stdout });
  const seen: string[] = [];
  const ready = new Promise<void>((resolve) => lines.once('line', () => resolve()));
  const ended = new Promise((resolve) => child.once('close', resolve));
  lines.on('line', (line) => seen.push(line));
  await ready;
  await happening();
  child.stdin.end();
  await ended;
  return seen.slice(1);
}
const captureScript = `
import select, socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
s.bind(("ens5", 0x0800))
print("ready", flush=True)
while True:
    readable = select.select([s, sys.stdin], [], [])[0]
    if s in readable:
        packet, where = s.recvfrom(9001)
        if where[2] != socket.PACKET_OUTGOING: print(socket.inet_ntoa(packet[12:16]), flush=True)
    elif sys.stdin in readable: break`;

beforeAll(async () => {
  const [image] = await prepareImages({ cacheDir: '/var/cache/vpnmesh', log: console.info });
  if (image === undefined) throw new Error('No image was prepared.');
  rootfs = image.rootfs;
  stateDir = await mkdtemp(join(tmpdir(), 'vpnmesh-network-'));
  network = await createNetwork({ stateDir, onRouter: async () => {}, onRouterGone: () => {} });
  await network.reconcile(topology());
  for (const { id } of network.interfaces()) await network.renewHost(id);
  for (const host of ['forwarder1', 'forwarder2'] as const)
    await inside(host, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
});
beforeEach(async () => {
  await network.reconcile(topology());
  for (const id of network.interfaces().map((one) => one.id)) await flushFlows(stateDir, id);
});
afterAll(async () => {
  await network.remove();
  expect(await run(['ip', 'netns', 'list'])).not.toContain(network.names.prefix);
  await rm(stateDir, { recursive: true });
});

describe('inside a VPC', () => {
  test('hosts of one subnet and of two reach each other', async () => {
    expect(await ping('workload1', '10.1.2.21')).toBe(true);
    expect(await ping('workload1', '10.1.1.10')).toBe(true);
  });
  test('nine-thousand-byte frames pass whole', async () => {
    expect(await ping('workload1', '10.1.2.21', '-M', 'do', '-s', '8973')).toBe(true);
    expect(await ping('workload1', '10.1.2.21', '-M', 'do', '-s', '8974')).toBe(false);
  });
  test('even neighbours meet security groups', async () => {
    await network.reconcile(topology({ neighbour1: { ingress: [] } }));
    expect(await ping('workload1', '10.1.2.21')).toBe(false);
    expect(await ping('neighbour1', '10.1.2.20')).toBe(true);
  });
});

describe('a security group', () => {
  test('lets in the TCP port it names and no other', async () => {
    const ingress = [{ protocol: 6, from: 22, to: 23, cidrs: ['10.1.2.20/32'] }];
    await network.reconcile(topology({ neighbour1: { ingress } }));
    expect(await reaches('workload1', '10.1.2.21', 23)).toBe(true);
    expect(await reaches('workload1', '10.1.2.21', 24)).toBe(false);
    expect(await reaches('forwarder1', '10.1.2.21', 23)).toBe(false);
  });
  test('lets in the ICMP type it names and no other', async () => {
    await network.reconcile(
      topology({ neighbour1: { ingress: [{ protocol: 1, from: 3, to: -1, cidrs: ['0.0.0.0/0'] }] } }),
    );
    expect(await ping('workload1', '10.1.2.21')).toBe(false);
    await network.reconcile(
      topology({ neighbour1: { ingress: [{ protocol: 1, from: 8, to: 0, cidrs: ['10.1.0.0/16', '10.1.2.0/24'] }] } }),
    );
    expect(await ping('workload1', '10.1.2.21')).toBe(true);
  });
  test('says what may leave', async () => {
    const egress = [{ protocol: 6, from: 443, to: 443, cidrs: ['0.0.0.0/0'] }];
    await network.reconcile(topology({ workload1: { egress } }));
    expect(await ping('workload1', '10.1.2.21')).toBe(false);
    expect(await reaches('workload1', '10.1.2.21', 443)).toBe(true);
  });
  test('lets tracked flows live on when their rule goes, until they are flushed', async () => {
    const open = topology();
    const closed = topology({ neighbour1: { ingress: [] } });
    const steady = await startPing('workload1', '10.1.2.21');
    await network.reconcile(closed);
    expect(await ping('workload1', '10.1.2.21')).toBe(false);
    const before = steady.replies();
    await expect.poll(steady.replies).toBeGreaterThan(before + 2);
    await flushFlows(stateDir, 'eni-neighbour1');
    expect(await steady.silentFor(1000)).toBe(true);
    await network.reconcile(open);
    const after = steady.replies();
    await expect.poll(steady.replies).toBeGreaterThan(after);
    await steady.stop();
  });
});

describe('a forwarder', () => {
  const handedOver = async (): Promise<boolean> => {
    const seen = await sourcesSeen('forwarder1', () => ping('workload1', '10.2.2.20'));
    return seen.includes('10.1.2.20');
  };
  test('is handed what the subnet table routes to its interface', async () => {
    expect(await handedOver()).toBe(true);
  });
  test('gets nothing of it with source/dest check on', async () => {
    await network.reconcile(topology({ forwarder1: { sourceDestCheck: true } }));
    expect(await handedOver()).toBe(false);
  });
  test('gets nothing of it without the route', async () => {
    await network.reconcile(topology({}, (destination) => destination !== '10.2.0.0/16'));
    expect(await handedOver()).toBe(false);
  });
  test('gets it only as far as its group lets the VPC in', async () => {
    await network.reconcile(topology({ forwarder1: { ingress: [{ protocol: 'all', cidrs: ['10.2.0.0/16'] }] } }));
    expect(await handedOver()).toBe(false);
  });
  test('speaks for others only with source/dest check off', async () => {
    const spoken = async (): Promise<readonly string[]> =>
      sourcesSeen('workload1', () => ping('forwarder1', '10.1.2.20', '-I', '10.2.2.99'));
    await run(['ip', '-n', namespaceOf('forwarder1'), 'address', 'replace', '10.2.2.99/32', 'dev', 'lo']);
    expect(await spoken()).toContain('10.2.2.99');
    await network.reconcile(topology({ forwarder1: { sourceDestCheck: true } }));
    expect(await spoken()).not.toContain('10.2.2.99');
  });
});

describe('the Internet', () => {
  test('is reached through an Elastic IP and reaches it, both ways translated', async () => {
    expect(await ping('forwarder1', '203.0.113.12')).toBe(true);
    expect(await ping('internet', '203.0.113.11', '-I', operatorAddress)).toBe(true);
    expect(await sourcesSeen('forwarder2', () => ping('forwarder1', '203.0.113.12'))).toContain('203.0.113.11');
  });
  test('is out of reach for a private subnet', async () => {
    expect(await ping('workload1', operatorAddress)).toBe(false);
  });
  test('is out of reach for a public subnet without a public address', async () => {
    const all = topology();
    const bare = all.interfaces.map(({ publicIp, ...one }) =>
      one.id === 'eni-forwarder1' || publicIp === undefined ? one : { ...one, publicIp },
    );
    await network.reconcile({ ...all, interfaces: bare });
    expect(await ping('forwarder1', operatorAddress)).toBe(false);
    expect(await ping('internet', '203.0.113.11', '-I', operatorAddress)).toBe(false);
    expect(await ping('forwarder2', operatorAddress)).toBe(true);
  });
  test('never sees a private address, and no private address of another VPC answers', async () => {
    expect(await ping('forwarder1', '10.2.1.10')).toBe(false);
    expect(await ping('internet', '10.1.1.10', '-I', operatorAddress)).toBe(false);
  });
  test('carries 1500 bytes and says so', async () => {
    expect(await ping('forwarder1', '203.0.113.12', '-M', 'do', '-s', '1472')).toBe(true);
    const { stdout, stderr } = await inside(
      'forwarder1',
      'ping',
      '-c2',
      '-W1',
      '-M',
      'do',
      '-s',
      '1473',
      '203.0.113.12',
    );
    expect(stdout + stderr).toMatch(/mtu ?= ?1500/);
  });
  test('is subject to the group of the address', async () => {
    const ingress = [{ protocol: 6, from: 22, to: 22, cidrs: [`${operatorAddress}/32`] }];
    await network.reconcile(topology({ forwarder1: { ingress } }));
    expect(await reaches('internet', '203.0.113.11', 22)).toBe(true);
    expect(await reaches('internet', '203.0.113.11', 80)).toBe(false);
    expect(await reaches('forwarder2', '203.0.113.11', 22)).toBe(false);
  });
});
