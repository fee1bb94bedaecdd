// Chunks by what is loaded already. esbuild makes a chunk for each set of entries that share something, and takes every
// late import for an entry that may come first. Most never do: whoever loads a command has the command line already, and
// whoever asks for credentials or a login has all that the commands on a mesh are made of. Said here, the sixty files that
// a plan would load become fifteen; each costs half a millisecond.
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The command line, and small things that nearly every command has in common. */
const commandLine = ['main', 'documents/json', 'text/progress', 'sandbox-folder', 'state-folder'].map(
  (name) => `src/cli/${name}.ts`,
);
const mesh = [...commandLine, 'src/cli/mesh-commands.ts'];

/** Late imports, by their paths in the repository, and what is there before them. */
const order = [
  {
    late: /^(?:src\/(?:cli\/(?:commands\/(?:audit|fix|schema)|in-sandbox|wizard\/\w+)\.tsx?$|audit\/|ssh\/|app\/|linux\/)|node_modules\/@(?:aws-sdk|smithy)\/)/,
    before: mesh,
  },
  { late: /^src\/(?:cli\/(?!version\.ts)|sandbox\/control\.ts$)/, before: commandLine },
];

/** @type {import('esbuild').Plugin} */
export const loadedBefore = {
  name: 'loaded-before',
  setup(build) {
    build.onResolve({ filter: /.*/ }, async ({ path, kind, namespace, pluginData, ...from }) => {
      if (kind !== 'dynamic-import' || namespace !== 'file') return undefined;
      const { path: file, errors } = await build.resolve(path, { ...from, kind: 'import-statement' });
      const known = order.find(({ late }) => late.test(relative(root, file).replaceAll('\\', '/')));
      return errors.length > 0 || known === undefined
        ? undefined
        : { path: file, namespace: 'loaded-before', pluginData: known.before };
    });
    build.onLoad({ filter: /.*/, namespace: 'loaded-before' }, ({ path, pluginData: before }) => ({
      contents: [
        ...before.map((one) => `import ${JSON.stringify(join(root, one))};`),
        `export * from ${JSON.stringify(path)};`,
      ].join('\n'),
      resolveDir: root,
    }));
  },
};
