// Bundles the command line into dist/: ESM with code splitting, so that what a
// command does not need is not loaded. Packages stay outside for now.
import { chmodSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { build } from 'esbuild';

/**
 * The shell of simulated hosts is bundled with all it stands on: a development dependency here, its browser build
 * there, so that nobody installs the native parts of its Node build. Whatever else is asked for from within a package
 * belongs to it.
 */
const bundleShell = {
  name: 'bundle-shell',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, importer, kind, resolveDir, pluginData }) => {
      const inside = importer.includes('/node_modules/') || importer.includes('\\node_modules\\');
      if (kind === 'entry-point' || pluginData === 'asked' || path.startsWith('#')) return undefined;
      if (path.startsWith('node:') || isBuiltin(path)) return { path, external: true };
      if (!inside && path !== 'just-bash/browser') return { path, external: true };
      return build.resolve(path, { kind, resolveDir, importer, pluginData: 'asked' });
    });
  },
};

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
  plugins: [bundleShell],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require=__createRequire(import.meta.url);",
  },
  sourcemap: 'linked',
  // Host scripts are files of their own, so that shellcheck and editors read them as such.
  loader: { '.sh': 'text', '.py': 'text' },
  logLevel: 'warning',
});
chmodSync(new URL('dist/bin.js', import.meta.url), 0o755);
