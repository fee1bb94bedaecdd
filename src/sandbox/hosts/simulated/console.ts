/** What an instance's console shows: cloud-init prints the host keys once, at the end of the first boot. */
import { createHash } from 'node:crypto';
import type { HostSpec } from '#sandbox/hosts/backend.ts';

const fingerprint = (publicLine: string): string => {
  const blob = Buffer.from(publicLine.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
};

/** @param publicLine the host's key as an OpenSSH line; absent for a boot that is not the first */
export function consoleText(host: HostSpec, hostname: string, publicLine: string | undefined): string {
  const keys =
    publicLine === undefined
      ? []
      : [
          '<14>cloud-init: #############################################################',
          '<14>cloud-init: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
          `<14>cloud-init: 256 ${fingerprint(publicLine)} root@${hostname} (ED25519)`,
          '<14>cloud-init: -----END SSH HOST KEY FINGERPRINTS-----',
          '<14>cloud-init: #############################################################',
          '-----BEGIN SSH HOST KEY KEYS-----',
          publicLine,
          '-----END SSH HOST KEY KEYS-----',
        ];
  return [
    `[    0.000000] Linux version 6.1.0-28-cloud-amd64 (simulated ${host.image})`,
    ...keys,
    '',
    `${hostname} login: `,
  ].join('\r\n');
}
