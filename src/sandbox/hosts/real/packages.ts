/** The Debian packages that real hosts want on this machine. */
import { spawnSync } from 'node:child_process';

const wanted = [
  'systemd-container',
  'debootstrap',
  'iproute2',
  'nftables',
  'conntrack',
  'apt-utils',
  'chrony',
  'openssh-client',
] as const;

/** Those that are not installed. @throws Error where there is no dpkg to ask */
export function missingPackages(): readonly string[] {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders.
  const { error, stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\\n', ...wanted], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw new Error('real hosts need Debian: dpkg-query is not here. Use --hosts none');
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** @throws Error with apt's own words */
export function installPackages(names: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...names],
  ]) {
    const { status, stderr } = spawnSync('apt-get', args, { encoding: 'utf8', env });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed: ${stderr.trim()}`);
  }
}
