/** Whose a sandbox is: one user's, whoever else may read its files. `sudo` often keeps HOME, and root may read everything. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SandboxError } from './sandbox-error.ts';
import { pathsIn } from './state-paths.ts';

/** The sandbox is there, or would be made there, and is somebody else's. */
export class ForeignSandbox extends SandboxError {}

/** @throws ForeignSandbox that says whose it is */
export function refuseForeign(stateDir: string, own = process.geteuid?.()): void {
  // Windows has no such numbers.
  if (own === undefined) return;
  const { daemon } = pathsIn(stateDir);
  const there = existsSync(stateDir);
  const owners = there ? [stateDir, daemon].flatMap(ownerOf) : ownerOf(nearest(stateDir));
  // Where nothing is yet: below a folder of root's, such as /tmp, everybody has folders of their own.
  const other = owners.find((uid) => uid !== own && (there || uid !== 0));
  if (other === undefined) return;
  throw new ForeignSandbox(
    `${there ? 'the sandbox' : 'the place for a sandbox'} in ${stateDir} belongs to ${named(other)}, and you are ${named(own)}`,
    'work as that user, or with a sandbox of your own: set VPNMESH_SANDBOX to a folder of yours',
  );
}

function ownerOf(path: string): readonly number[] {
  const uid = statSync(path, { throwIfNoEntry: false })?.uid;
  return uid === undefined ? [] : [uid];
}

function nearest(path: string): string {
  const above = dirname(path);
  return existsSync(path) || above === path ? path : nearest(above);
}

function named(uid: number): string {
  let users = '';
  try {
    users = readFileSync('/etc/passwd', 'utf8');
  } catch {
    // The number says it too.
  }
  const name = users
    .split('\n')
    .find((line) => line.split(':')[2] === String(uid))
    ?.split(':')[0];
  return name === undefined ? `uid ${uid}` : `${name} (uid ${uid})`;
}
