/** The command line for more members than this version takes: what a hundred would cost is known before they are allowed. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../pack/tarball.ts';

/** What packages written for CommonJS expect to find. */
const commonJs = [
  "import{createRequire}from'node:module';const require=createRequire(import.meta.url)",
  'const __filename=import.meta.filename,__dirname=import.meta.dirname;',
].join(';');

const limit = 'spec.members.length > 20';

/** Bundles it into the folder, as the build does but for what makes it start fast. @returns the path of its bin */
export async function largerBin(folder: string): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: { bin: 'src/bin.ts' },
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: { js: commonJs },
    external: ['cpu-features', 'react-devtools-core', '*.node'],
    loader: { '.sh': 'text', '.py': 'text' },
    logLevel: 'error',
    plugins: [
      {
        name: 'more-members',
        setup(bundle) {
          bundle.onLoad({ filter: /spec-support\.ts$/ }, ({ path }) => {
            const text = readFileSync(path, 'utf8');
            if (!text.includes(limit)) throw new Error(`${path} has no limit of members any more: measure dist itself`);
            return { contents: text.replace(limit, 'spec.members.length > 1_000'), loader: 'ts' };
          });
        },
      },
    ],
  });
  // It reads its version beside its folder.
  cpSync(join(root, 'package.json'), join(folder, '../package.json'));
  return join(folder, 'bin.mjs');
}
