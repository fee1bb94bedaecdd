import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HostSpec, NetworkInterface } from '#sandbox/hosts/backend.ts';
import { servicesAddress } from '#sandbox/network/addresses.ts';

/** A host's disk: what it changed over the image that it was made from. */
export interface Disk {
  readonly folder: string;
  /** The image's root file system, absolute; a disk stays on the one it was made from. */
  readonly lower: string;
}

const folderOf = (stateDir: string, instanceId: string): string => join(stateDir, 'hosts', instanceId);

export interface NewDisk {
  readonly stateDir: string;
  /** The image's root file system. */
  readonly rootfs: string;
  /** Whose certificates the host trusts besides those of its image. PEM. */
  readonly authority: string;
}

/** Debian's list of trusted certificates, made of the folder's when one is added. */
const trusted = 'etc/ssl/certs/ca-certificates.crt';
const localTrust = 'usr/local/share/ca-certificates/vpnmesh-sandbox.crt';

/** Makes a new disk on an image, with the seed that cloud-init finds on the first boot. */
export async function createDisk(
  { stateDir, rootfs, authority }: NewDisk,
  host: HostSpec,
  nic: NetworkInterface,
): Promise<Disk> {
  const folder = folderOf(stateDir, host.instanceId);
  await rm(folder, { recursive: true, force: true });
  for (const name of ['upper', 'work', 'root']) await mkdir(join(folder, name), { recursive: true, mode: 0o755 });
  await writeFile(join(folder, 'lower'), rootfs);
  const known = await readFile(join(rootfs, trusted), 'utf8').catch(() => '');
  const trust = [
    [trusted, `${known}${authority}`],
    [localTrust, authority],
  ] as const;
  for (const [path, text] of [...seedFiles(host, nic), ...trust]) {
    const target = join(folder, 'upper', path);
    await mkdir(dirname(target), { recursive: true, mode: 0o755 });
    await writeFile(target, text, { mode: 0o644 });
  }
  return { folder, lower: rootfs };
}

/** Finds a disk again. @throws when there is none, or when the image it was made from is gone. */
export async function openDisk(stateDir: string, instanceId: string): Promise<Disk> {
  const folder = folderOf(stateDir, instanceId);
  const lower = await readFile(join(folder, 'lower'), 'utf8').catch(() => '');
  if (lower === '')
    throw new Error(`Host ${instanceId} has no disk in ${folder}; terminate it and launch another one.`);
  if (!existsSync(lower)) {
    throw new Error(
      `Host ${instanceId} was made from the image ${lower}, which is gone; terminate it and launch another one.`,
    );
  }
  return { folder, lower };
}

export async function deleteDisk(stateDir: string, instanceId: string): Promise<void> {
  await rm(folderOf(stateDir, instanceId), { recursive: true, force: true });
}

/** Deletes the disks of all the sandbox's hosts, also of those an earlier run left stopped. */
export async function deleteDisks(stateDir: string): Promise<void> {
  await rm(join(stateDir, 'hosts'), { recursive: true, force: true });
}

/** The name EC2 gives an instance after its address. */
export function hostNameOf(nic: NetworkInterface): string {
  return `ip-${nic.privateIp.replaceAll('.', '-')}`;
}

function seedFiles(host: HostSpec, nic: NetworkInterface): readonly (readonly [string, string])[] {
  const name = hostNameOf(nic);
  const endpoints = ['logs', 'ec2', 'sts', 'monitoring'].map((service) => `${service}.${host.region}.amazonaws.com`);
  const metadata = {
    'instance-id': host.instanceId,
    'local-hostname': name,
    'public-keys': host.publicKey === undefined ? [] : [host.publicKey.trim()],
  };
  const seed = 'var/lib/cloud/seed/nocloud';
  return [
    // JSON is YAML, and needs no care about quoting.
    [`${seed}/meta-data`, `${JSON.stringify(metadata, null, 2)}\n`],
    [`${seed}/user-data`, host.userData ?? '#cloud-config\n{}\n'],
    ['etc/hostname', `${name}\n`],
    [
      'etc/hosts',
      [
        '127.0.0.1 localhost',
        '::1 localhost ip6-localhost ip6-loopback',
        `${nic.privateIp} ${name}.${host.region}.compute.internal ${name}`,
        '# The sandbox has no DNS; these are the AWS endpoints it answers for.',
        `${servicesAddress} ${endpoints.join(' ')}`,
        '',
      ].join('\n'),
    ],
  ];
}
