import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { run } from '#sandbox/network/command.ts';
import indexScript from './index.sh';
import { type Mirrors, mirrors } from './mirrors.ts';
import packagesScript from './packages.sh';
import { type ImageRecipe, recipes } from './recipe.ts';
import rootfsScript from './rootfs.sh';
import { standIns } from './stand-ins/index.ts';
import { buildPackage } from './stand-ins/package.ts';

export interface PrepareOptions {
  /** Kept between sandboxes: some 0.6 GB per image. */
  readonly cacheDir: string;
  readonly log: (line: string) => void;
}

/** A distribution ready to be booted; both paths are absolute. */
export interface PreparedImage {
  readonly image: string;
  readonly rootfs: string;
  /** The offline apt repository, to be mounted read-only at /srv/debian. */
  readonly repository: string;
}

/**
 * Builds what real hosts boot from, unless it is there already: `images/<image>/rootfs` and
 * `repo/<image>` under the cache folder, both links to folders named by the fingerprint of
 * their recipe. A changed recipe is built beside the old one, which running hosts may still
 * stand on. Whoever is killed midway leaves a folder that the next run removes. Takes about
 * three minutes the first time.
 * @throws when debootstrap, apt or dpkg fail; the message carries their last lines.
 */
export async function prepareImages(options: PrepareOptions): Promise<readonly PreparedImage[]> {
  const prepared: PreparedImage[] = [];
  for (const recipe of recipes) prepared.push(await prepareImage(recipe, options));
  return prepared;
}

/**
 * What builds runs with process and mount namespaces of its own and dies with us: debootstrap mounts
 * things in the folder that it fills, and a build that outlived its owner would write into the next one's.
 */
const contained = [
  ...['setpriv', '--pdeathsig', 'KILL'],
  ...['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'],
];

async function prepareImage(recipe: ImageRecipe, { cacheDir, log }: PrepareOptions): Promise<PreparedImage> {
  const images = join(cacheDir, 'images', recipe.image);
  const repositories = join(cacheDir, 'repo');
  await mkdir(images, { recursive: true, mode: 0o755 });
  await mkdir(repositories, { recursive: true, mode: 0o755 });
  const groups = recipe.packages.map((group) => group.join(' ')).join('\n');
  const rootfsPrint = fingerprint(rootfsScript, recipe.suite);
  const poolPrint = fingerprint(rootfsPrint, packagesScript, groups);
  const repositoryPrint = fingerprint(poolPrint, indexScript, JSON.stringify(standIns));
  let source: Mirrors | undefined;
  const environment = async (own: Readonly<Record<string, string>>): Promise<Record<string, string>> => {
    source ??= await mirrors();
    const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const settings = { SUITE: recipe.suite, MIRROR: source.main, SECURITY: source.security };
    return { ...Object.fromEntries(inherited), ...settings, ...own };
  };

  const rootfs = join(images, `rootfs-${rootfsPrint}`);
  await build(rootfs, async (aside) => {
    log(`Building the ${recipe.image} root file system (about two minutes, once)`);
    await run([...contained, 'sh', '-c', rootfsScript], { env: await environment({ TARGET: aside }) });
  });
  await pointTo(join(images, 'rootfs'), rootfs);

  const pool = join(repositories, `${recipe.image}-pool-${poolPrint}`);
  await build(pool, async (aside) => {
    log(`Downloading the packages ${recipe.image} hosts may install (once)`);
    const env = await environment({ ROOTFS: rootfs, POOL: aside });
    await run([...contained, 'sh', '-c', packagesScript], {
      env,
      input: `${groups}\n`,
    });
  });

  const repository = join(repositories, `${recipe.image}-${repositoryPrint}`);
  await build(repository, async (aside) => {
    log(`Indexing the ${recipe.image} packages`);
    await mkdir(aside, { mode: 0o755 });
    await run(['cp', '-al', pool, join(aside, 'pool')]);
    for (const standIn of standIns) await buildPackage(standIn, join(aside, 'pool'));
    await run(['sh', '-c', indexScript], { env: await environment({ REPO: aside }) });
  });
  await pointTo(join(repositories, recipe.image), repository);
  return { image: recipe.image, rootfs, repository };
}

/** Makes a folder whole or not at all; two that build at once both succeed, the first one's result is kept. */
async function build(target: string, make: (aside: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  await removeAbandoned(target);
  const aside = `${target}.${process.pid}`;
  try {
    await make(aside);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

async function removeAbandoned(target: string): Promise<void> {
  const folder = join(target, '..');
  for (const name of await readdir(folder)) {
    const owner = /\.(\d+)$/.exec(name)?.[1];
    if (owner === undefined || !join(folder, name).startsWith(target)) continue;
    if (!existsSync(`/proc/${owner}`)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Switches a symbolic link over in one step. */
async function pointTo(link: string, target: string): Promise<void> {
  const aside = `${link}.link-${process.pid}`;
  await rm(aside, { force: true });
  await symlink(basename(target), aside);
  await rename(aside, link);
}

function fingerprint(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, 12);
}
