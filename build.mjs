// Bundles the command line into dist/: ESM with code splitting, so that what a command does not need is not
// loaded, and every package inside, so that installing the tarball installs nothing else.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { withoutAbsentParts } from './scripts/bundle/absent-parts.mjs';
import { awsSchemas } from './scripts/bundle/aws-schemas.mjs';
import { lateBuiltins, placeholder, withBuiltins } from './scripts/bundle/builtin-modules.mjs';
import { loadedBefore } from './scripts/bundle/loaded-before.mjs';
import { thirdPartyNotice } from './scripts/bundle/third-party.mjs';

const root = import.meta.dirname;
const dist = (name) => new URL(`dist/${name}`, import.meta.url);

rmSync(dist(''), { recursive: true, force: true });
const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  // The sandbox's two other processes: its daemon, and what stands in its pretend Internet.
  entryPoints: {
    bin: 'src/bin.ts',
    sandbox: 'src/sandbox/main.ts',
    'socket-opener': 'src/sandbox/network/socket-opener.ts',
  },
  outdir: 'dist',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  // The oldest that the launcher lets in.
  target: 'node20',
  // Packages offer their CommonJS form first to bundlers for Node; only the ES form can be split and shaken.
  mainFields: ['module', 'main'],
  // For Node, yaml offers CommonJS only; nothing in its ES form, meant for browsers, is about browsers.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  banner: { js: placeholder },
  // React checks itself at every step otherwise.
  define: { 'process.env.NODE_ENV': '"production"' },
  write: false,
  plugins: [loadedBefore, withoutAbsentParts, awsSchemas, lateBuiltins],
  // Maps stay out of the tarball (package.json, files): they would weigh more than the program.
  sourcemap: 'linked',
  metafile: true,
  // Host scripts are files of their own, so that shellcheck and editors read them as such.
  loader: { '.sh': 'text', '.py': 'text' },
  logLevel: 'warning',
});
mkdirSync(dist(''));
for (const { path, text } of outputFiles) writeFileSync(path, path.endsWith('.js') ? withBuiltins(text) : text);
writeFileSync(dist('THIRD-PARTY.txt'), thirdPartyNotice(root, metafile));
// What is in which chunk: read by the tests of the tarball and by anybody who asks why it grew.
writeFileSync(dist('metafile.json'), JSON.stringify(metafile));
chmodSync(dist('bin.js'), 0o755);
