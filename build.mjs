// Bundles the command line into dist/: ESM with code splitting, so that what a
// command does not need is not loaded. Packages stay outside for now.
import { chmodSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync(new URL('dist', import.meta.url), { recursive: true, force: true });
await build({
  absWorkingDir: import.meta.dirname,
  // The sandbox's two other processes: its daemon, and what stands in its pretend Internet.
  entryPoints: { bin: 'src/bin.ts', sandbox: 'src/sandbox/main.ts', envoy: 'src/sandbox/network/envoy.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  packages: 'external',
  sourcemap: 'linked',
  // Host scripts are files of their own, so that shellcheck and editors read them as such.
  loader: { '.sh': 'text', '.py': 'text' },
  logLevel: 'warning',
});
chmodSync(new URL('dist/bin.js', import.meta.url), 0o755);
