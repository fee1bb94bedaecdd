/** The files an operator works with: an identity, an ssh_config that leads to the hosts, ready specs. */
import { existsSync, readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { writeWholeFile } from '#files/whole-file.ts';
import type { World } from './api/store/world.ts';
import type { SshDoor } from './hosts/backend.ts';
import { makeKeyPair } from './ssh-key.ts';
import type { StatePaths } from './state-paths.ts';

/** Makes the key pair once. @returns the public key as an OpenSSH line */
export function ensureIdentity({ identity }: StatePaths): string {
  if (!existsSync(identity)) {
    const pair = makeKeyPair('vpnmesh sandbox');
    // The private one last: where it is, the pair is whole.
    writeWholeFile(`${identity}.pub`, `${pair.public}\n`);
    writeWholeFile(identity, pair.private, 0o600);
  }
  return readFileSync(`${identity}.pub`, 'utf8').trim();
}

/** Leaves a file alone that says it already. */
function replaceFile(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  writeWholeFile(path, text);
}

/** Maps every public address that leads to a host to its loopback port. HostKeyAlias keeps known_hosts about the address. */
export function writeSshConfig(paths: StatePaths, doors: readonly SshDoor[]): void {
  const hosts = doors.map(({ publicIp, port }) =>
    [`Host ${publicIp}`, '  HostName 127.0.0.1', `  Port ${port}`, `  HostKeyAlias ${publicIp}`, ''].join('\n'),
  );
  const all = [
    '# Written by the vpnmesh sandbox whenever an address moves: changes are lost.',
    ...hosts,
    // An address that leads to no host leads nowhere: nothing of an emulated network goes out to the real one.
    'Host *',
    '  HostName 127.0.0.1',
    '  Port 1',
    `  IdentityFile ${paths.identity}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${paths.knownHosts}`,
    '',
  ];
  replaceFile(paths.sshConfig, all.join('\n'));
}

/** One spec over the first two seeded VPCs, one over all of them. */
export function writeSpecs(paths: StatePaths, vpcs: Readonly<Record<string, string>>, operatorAddress: string): void {
  const spec = (members: readonly (readonly [string, string])[]): string =>
    stringify({
      mesh: 'demo',
      members: members.map(([region, vpc]) => ({ region, vpc })),
      ssh: { from: [`${operatorAddress}/32`], identity: paths.identity, config: paths.sshConfig },
      logs: { agentUrl: 'apt' },
    });
  const members = Object.entries(vpcs);
  // One that the operator changed is kept for as long as its VPCs are there.
  const isStale = (path: string): boolean => {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    return !members.some(([, vpc]) => text.includes(vpc));
  };
  const header = '# A mesh over the VPCs of the sandbox: vpnmesh apply -f THIS FILE\n';
  if (isStale(paths.spec)) replaceFile(paths.spec, `${header}${spec(members.slice(0, 2))}`);
  if (members.length > 2) replaceFile(paths.spec3, `${header}${spec(members)}`);
}

/** The VPCs that were seeded, by region: those whose Name is their region's. */
export const seededVpcs = (world: World): Readonly<Record<string, string>> =>
  Object.fromEntries(
    world
      .regions()
      .flatMap(([name, region]) =>
        region.vpcs.all().flatMap((vpc) => (vpc.tags.Name === name ? [[name, vpc.id] as const] : [])),
      ),
  );
