/** No hosts at all: instances are running a moment after their launch, and their console shows host keys that nobody has. */
import { createHash, randomBytes } from 'node:crypto';
import type { HostBackend, HostSpec } from '#sandbox/hosts/backend.ts';
import { makeKeyPair } from '#sandbox/ssh-key.ts';

const fingerprint = (publicLine: string): string => {
  const blob = Buffer.from(publicLine.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
};

/** What cloud-init prints at the end of a first boot. */
function bootMessages(host: HostSpec): string {
  const name = `ip-${randomBytes(2).toString('hex')}`;
  const key = makeKeyPair(`root@${name}`).public;
  return [
    `[    0.000000] Linux version 6.1.0 (${host.image})`,
    `cloud-init: ci-info: no hosts are behind this sandbox`,
    '<14>cloud-init: #############################################################',
    '<14>cloud-init: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
    `<14>cloud-init: 256 ${fingerprint(key)} root@${name} (ED25519)`,
    '<14>cloud-init: -----END SSH HOST KEY FINGERPRINTS-----',
    '<14>cloud-init: #############################################################',
    '-----BEGIN SSH HOST KEY KEYS-----',
    key,
    '-----END SSH HOST KEY KEYS-----',
    '',
    `${name} login: `,
  ].join('\r\n');
}

/** Takes everything it is told and does nothing. */
export function createNoBackend(): HostBackend {
  const consoles = new Map<string, string>();
  return {
    kind: 'none',
    operatorAddress: '192.0.2.10',
    reconcile: async () => {},
    launch: async (host) => {
      consoles.set(host.instanceId, bootMessages(host));
    },
    // A later boot prints no keys: cloud-init does that once per instance.
    start: async (host) => {
      consoles.set(host.instanceId, `[    0.000000] Linux version 6.1.0 (${host.image})\r\n`);
    },
    stop: async () => {},
    reboot: async (id) => {
      consoles.set(id, '[    0.000000] Linux version 6.1.0\r\n');
    },
    terminate: async (id) => {
      consoles.delete(id);
    },
    consoleOutput: async (id) => consoles.get(id) ?? '',
    doors: () => [],
    shutdown: async () => {},
  };
}
