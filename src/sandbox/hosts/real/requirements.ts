import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Programs that real hosts want of the machine, with Debian's package for each. */
const programs: Readonly<Record<string, string>> = {
  'systemd-nspawn': 'systemd-container',
  debootstrap: 'debootstrap',
  nft: 'nftables',
  conntrack: 'conntrack',
  ip: 'iproute2',
  sysctl: 'procps',
  openssl: 'openssl',
  nsenter: 'util-linux',
  'apt-ftparchive': 'apt-utils',
};

/** Debian's packages for the programs that are not on this machine. */
export async function missingPackages(): Promise<readonly string[]> {
  const folders = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`.split(delimiter);
  const missing: string[] = [];
  for (const [program, fromPackage] of Object.entries(programs)) {
    const found = await Promise.all(
      folders.map((folder) =>
        access(join(folder, program), constants.X_OK).then(
          () => true,
          () => false,
        ),
      ),
    );
    if (!found.includes(true)) missing.push(fromPackage);
  }
  return missing;
}

/**
 * Looks whether real hosts can run here.
 * @throws naming what is missing and what to do about it.
 */
export async function requirements(): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error('Real hosts need Linux and root. Run the sandbox as root, or with `--hosts none`.');
  }
  const missing = await missingPackages();
  if (missing.length > 0) {
    throw new Error(`Real hosts need more packages on this machine: apt-get install ${missing.join(' ')}`);
  }
  await access('/dev/net/tun').catch(() => {
    throw new Error('Real hosts need /dev/net/tun, which this machine lacks: modprobe tun');
  });
}
