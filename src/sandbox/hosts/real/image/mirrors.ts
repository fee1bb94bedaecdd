import { run } from '#sandbox/network/command.ts';

/** Where Debian packages come from on this machine. */
export interface Mirrors {
  readonly main: string;
  readonly security: string;
}

/**
 * Reads the mirrors out of the machine's own apt configuration, so that images are built
 * from wherever this machine may fetch packages.
 * @throws when apt knows no Debian archive here.
 */
export async function mirrors(): Promise<Mirrors> {
  const listing = await run(['apt-get', 'indextargets', '--format', '$(CREATED_BY)|$(RELEASE)|$(REPO_URI)']);
  return readMirrors(listing);
}

/** The mirrors in an `apt-get indextargets` listing of lines `created-by|release|address`. */
export function readMirrors(listing: string): Mirrors {
  const sources = listing
    .split('\n')
    .map((line) => line.split('|'))
    .filter(([createdBy]) => createdBy === 'Packages')
    .map(([, release = '', address = '']) => ({ release, address }));
  const security = sources.find(({ release }) => release.endsWith('-security'));
  const main = sources.find(({ release, address }) => !release.includes('-') && /\/debian\/?$/.test(address));
  if (main === undefined || security === undefined) {
    throw new Error(
      "Cannot build the sandbox's host images: this machine's apt sources name no Debian archive with its " +
        'security updates. Real hosts need a Debian machine; use simulated hosts elsewhere.',
    );
  }
  return { main: main.address, security: security.address };
}
