/** Things done on the guests from outside, as somebody at their console would. */
import { createHash } from 'node:crypto';
import { execInGuest } from '#sandbox/hosts/real/exec.ts';
import type { Lab } from '../../support/lab.ts';

export interface GuestOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs words on a guest as root. */
export function on(lab: Lab, instanceId: string, ...argv: readonly string[]): Promise<GuestOutput> {
  return execInGuest(lab.state, instanceId, argv);
}

/** Runs a script on a guest; its arguments are $1, $2, … */
export function script(lab: Lab, instanceId: string, text: string, ...args: readonly string[]): Promise<GuestOutput> {
  return on(lab, instanceId, 'sh', '-c', text, 'sh', ...args);
}

/** Output of words that must succeed. */
export async function say(lab: Lab, instanceId: string, ...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await on(lab, instanceId, ...argv);
  if (code !== 0) throw new Error(`${argv.join(' ')} on ${instanceId} ended with ${code}: ${stdout}${stderr}`);
  return stdout.trim();
}

/** True when at least one of three echo requests is answered. */
export async function pings(lab: Lab, from: string, to: string): Promise<boolean> {
  return (await on(lab, from, 'ping', '-n', '-q', '-c', '3', '-i', '0.2', '-W', '1', to)).code === 0;
}

/** Asks until the answer is `wanted`; the seconds it took, or undefined when the time was over first. */
export async function becomes(
  ask: () => Promise<boolean>,
  wanted: boolean,
  seconds: number,
): Promise<number | undefined> {
  const begin = Date.now();
  while (Date.now() - begin < seconds * 1000) {
    if ((await ask()) === wanted) return (Date.now() - begin) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return undefined;
}

const receiver = `
import hashlib, socket, sys
listener = socket.create_server(("0.0.0.0", int(sys.argv[1])))
listener.settimeout(30)
print("ready", flush=True)
peer, _ = listener.accept()
digest, count = hashlib.sha256(), 0
while True:
    chunk = peer.recv(65536)
    if not chunk:
        break
    digest.update(chunk)
    count += len(chunk)
print(count, digest.hexdigest())
`;

const sender = `
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), 10) as peer:
    block = bytes(range(256)) * 256
    for _ in range(int(sys.argv[3]) // len(block)):
        peer.sendall(block)
`;

/** Sends bytes over TCP from one guest to another; true when all of them arrived whole. */
export async function transfers(lab: Lab, from: string, to: string, address: string, bytes: number): Promise<boolean> {
  const port = '5001';
  const receiving = on(lab, to, 'python3', '-c', receiver, port);
  const listening = () => script(lab, to, 'ss -ltn | grep -q ":$1 "', port).then(({ code }) => code === 0);
  if ((await becomes(listening, true, 20)) === undefined) throw new Error(`nobody listens on ${to}`);
  const sent = await on(lab, from, 'python3', '-c', sender, address, port, String(bytes));
  if (sent.code !== 0) throw new Error(`sending failed: ${sent.stderr}`);
  const { stdout } = await receiving;
  const block = Buffer.concat(Array.from({ length: 256 }, () => Buffer.from(Array.from({ length: 256 }, (_, n) => n))));
  const digest = createHash('sha256');
  for (let n = 0; n < bytes / block.length; n++) digest.update(block);
  return stdout.includes(`${bytes} ${digest.digest('hex')}`);
}
