/** The same program as a package that leaves its dependencies to npm: what the tarball is compared with. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Makes it in the folder. @returns the path of its tarball */
export async function packUnbundled(root: string, folder: string): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      bin: 'src/bin.ts',
      sandbox: 'src/sandbox/main.ts',
      'socket-opener': 'src/sandbox/network/socket-opener.ts',
    },
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    loader: { '.sh': 'text', '.py': 'text' },
    metafile: true,
  });
  const imported = new Set(
    Object.values(metafile.outputs).flatMap(({ imports }) =>
      imports.filter((one) => one.external === true).map(({ path }) => path),
    ),
  );
  const dependencies = Object.fromEntries(
    Object.entries(manifest.devDependencies).filter(([name]) => imported.has(name)),
  );
  const { name, version, bin } = manifest;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, type: 'module', bin, dependencies }));
  for (const file of ['README.md', 'LICENSE']) cpSync(join(root, file), join(folder, file));
  const answer = execFileSync('npm', ['pack', '--silent'], { cwd: folder, encoding: 'utf8' });
  return join(folder, answer.trim());
}
