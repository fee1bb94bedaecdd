import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '#sandbox/network/command.ts';

/** A Debian package of our own that takes the place of one that cannot run in a guest, or cannot be had. */
export interface StandIn {
  readonly name: string;
  readonly version: string;
  readonly depends: string;
  /** Says that it is a stand-in, and for what; the first line is the synopsis. */
  readonly description: string;
  /** Absolute paths in the guest. */
  readonly files: readonly { readonly path: string; readonly mode: number; readonly text: string }[];
  /** Configuration files that dpkg keeps the operator's version of. */
  readonly conffiles: readonly string[];
  /** Shell text run after unpacking, and before removal. */
  readonly postinst: string;
  readonly prerm: string;
}

/** Builds the package into a folder. @throws CommandFailed when dpkg-deb refuses. */
export async function buildPackage(standIn: StandIn, folder: string): Promise<void> {
  const tree = join(folder, `.${standIn.name}.tree`);
  const write = async (path: string, text: string, mode: number): Promise<void> => {
    await mkdir(dirname(join(tree, path)), { recursive: true, mode: 0o755 });
    await writeFile(join(tree, path), text, { mode });
  };
  try {
    for (const file of standIn.files) await write(file.path, file.text, file.mode);
    await write('DEBIAN/control', control(standIn), 0o644);
    await write('DEBIAN/conffiles', standIn.conffiles.map((path) => `${path}\n`).join(''), 0o644);
    await write('DEBIAN/postinst', `#!/bin/sh\nset -e\n${standIn.postinst}`, 0o755);
    await write('DEBIAN/prerm', `#!/bin/sh\nset -e\n${standIn.prerm}`, 0o755);
    await run([
      'dpkg-deb',
      '--build',
      '--root-owner-group',
      tree,
      join(folder, `${standIn.name}_${standIn.version.replace(/^\d+:/, '')}.deb`),
    ]);
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

function control(standIn: StandIn): string {
  const [synopsis = '', ...rest] = standIn.description.split('\n');
  return [
    `Package: ${standIn.name}`,
    `Version: ${standIn.version}`,
    'Architecture: all',
    'Maintainer: vpnmesh sandbox <sandbox@example.invalid>',
    `Depends: ${standIn.depends}`,
    `Description: ${synopsis}`,
    ...rest.map((line) => ` ${line === '' ? '.' : line}`),
    '',
  ].join('\n');
}
