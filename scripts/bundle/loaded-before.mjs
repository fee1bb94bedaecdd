// Chunks by what is loaded already. esbuild makes a chunk for each set of entries that share it, and takes every dynamic
// import for an entry that may come first. Most never do: who loads a command has the command line already, and who asks
// for credentials or opens SSH has all that the commands on a mesh are made of. Said here, sixty files become a dozen.
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

const commandLine = 'src/cli/main.ts';
const mesh = 'src/cli/mesh-commands.ts';

/** Late imports, by their paths, and what is there before them. */
const order = [
  {
    late: /\/src\/cli\/(?:commands\/(?:audit|fix)|wizard\/(?:auditing|building|entering|jobs|trouble))\.ts$|\/src\/(?:ssh|app|linux)\/|\/node_modules\/@(?:aws-sdk|smithy)\//,
    first: [commandLine, mesh],
  },
  {
    late: /\/src\/cli\/(?!main\.ts|version\.ts)|\/src\/sandbox\/(?:control\.ts|hosts\/real\/(?:requirements|packages)\.ts)$/,
    first: [commandLine],
  },
];

/** @type {import('esbuild').Plugin} */
export const loadedBefore = {
  name: 'loaded-before',
  setup(build) {
    build.onResolve({ filter: /.*/ }, async ({ path, kind, namespace, pluginData, ...from }) => {
      if (kind !== 'dynamic-import' || namespace !== 'file') return undefined;
      const { path: file, errors } = await build.resolve(path, { ...from, kind: 'import-statement' });
      const known = order.find(({ late }) => late.test(file.replaceAll('\\', '/')));
      return known === undefined || errors.length > 0
        ? undefined
        : { path: file, namespace: 'loaded-before', pluginData: known.first };
    });
    build.onLoad({ filter: /.*/, namespace: 'loaded-before' }, ({ path, pluginData: first }) => ({
      contents: [
        ...first.map((one) => `import ${JSON.stringify(join(root, one))};`),
        `export * from ${JSON.stringify(path)};`,
      ].join('\n'),
      resolveDir: root,
    }));
  },
};
