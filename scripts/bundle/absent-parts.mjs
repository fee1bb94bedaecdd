// Parts of packages that the bundle leaves out: what is native, what only developers use, what nobody reads.

/** Each is required inside try and catch, or only when asked for by an environment variable of the package's. */
const throwing = /^(?:cpu-features|react-devtools-core)$|\/sshcrypto\.node$/;

/** Error messages in fifty languages; the product speaks its own English. */
const zodLocales = /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/;

/** commander can start programs for sub-commands; ours are none, and node:child_process is some milliseconds of a start. */
const startingPrograms = { filter: /^(?:node:)?child_process$/, importer: /[/\\]node_modules[/\\]commander[/\\]/ };

/** @type {import('esbuild').Plugin} */
export const withoutAbsentParts = {
  name: 'absent-parts',
  setup(build) {
    build.onResolve({ filter: throwing }, ({ path }) => ({ path, namespace: 'absent' }));
    build.onResolve({ filter: startingPrograms.filter }, ({ path, importer }) =>
      startingPrograms.importer.test(importer) ? { path, namespace: 'nothing' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export default {};' }));
    build.onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of this bundle`)});`,
    }));
    build.onLoad({ filter: zodLocales }, () => ({ contents: "export { default as en } from './en.js';" }));
  },
};
