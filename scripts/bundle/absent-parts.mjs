// Parts of packages that the bundle leaves out: what is native, what only developers use, what nobody reads.
import { readFileSync } from 'node:fs';

/** Each is required inside try and catch, or only when asked for by an environment variable of the package's. */
const throwing = /^(?:cpu-features|react-devtools-core)$|\/sshcrypto\.node$/;

/** Error messages in fifty languages; the product speaks its own English. */
const zodLocales = /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/;

/** Modules of Node's that cost a start some milliseconds, and packages that want them for what no command of ours does. */
const unused = [
  // Programs for sub-commands.
  { filter: /^(?:node:)?child_process$/, importer: /[/\\]node_modules[/\\]commander[/\\]/ },
  // A faster CRC-32 for event streams; the package has one of its own.
  { filter: /^(?:node:)?zlib$/, importer: /[/\\]checksum[/\\]crc32[/\\]Crc32Node\.js$/ },
];

/** They ask whether a body is a stream of the web's, which loads all of those. Bodies are Node's own streams here. */
const askForWebStreams =
  /[/\\]@smithy[/\\]core[/\\].*[/\\](?:stream-type-check|isStreamingPayload|createChecksumStream)\.js$/;

/** @type {import('esbuild').Plugin} */
export const withoutAbsentParts = {
  name: 'absent-parts',
  setup(build) {
    build.onResolve({ filter: throwing }, ({ path }) => ({ path, namespace: 'absent' }));
    for (const { filter, importer: by } of unused)
      build.onResolve({ filter }, ({ path, importer }) =>
        by.test(importer) ? { path, namespace: 'nothing' } : undefined,
      );
    build.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export default {};' }));
    build.onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of this bundle`)});`,
    }));
    build.onLoad({ filter: askForWebStreams }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(/\b(?:ReadableStream|Blob)\b/g, 'undefined'),
    }));
    build.onLoad({ filter: zodLocales }, () => ({ contents: "export { default as en } from './en.js';" }));
  },
};
