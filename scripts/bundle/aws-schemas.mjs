// Lets the bundler drop the AWS shapes that no call of ours uses: of EC2's 3,300 a good hundred are needed.
// The SDK writes names as `const _A = "Address"` and uses them as computed keys, `{ [_A]: … }`. A computed key
// might run code, for all esbuild knows, so every shape with one would stay. Written as literals they may go.
import { readFile } from 'node:fs/promises';

const schemaFile = /[/\\]dist-es[/\\](?:[\w-]+[/\\])*schemas[/\\]schemas_\d+\.js$/;

/** @param {string} source */
export function literalKeys(source) {
  const names = new Map([...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]));
  return source.replaceAll(/\[(_\w+)\]:/g, (computed, name) => (names.has(name) ? `${names.get(name)}:` : computed));
}

/** @type {import('esbuild').Plugin} */
export const awsSchemas = {
  name: 'aws-schemas',
  setup(build) {
    build.onLoad({ filter: schemaFile }, async ({ path }) => ({ contents: literalKeys(await readFile(path, 'utf8')) }));
  },
};
