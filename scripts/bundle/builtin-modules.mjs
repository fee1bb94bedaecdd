// Node's own modules by require instead of import. Importing one reads every property it has, getters too: from
// node:http that loads undici, from node:process it opens the standard streams. That was 35 ms of every start.
import { isBuiltin } from 'node:module';

/** `import a, {b as c} from "node:fs";` as esbuild writes it minified. */
const statement = /(?<=[;}\n])import ?(?:(\*as [\w$]+|[\w$]+)|)(?:,?(\{[\w$ ,]*\}))? ?from"([a-z_0-9:/]+)";/g;

/** Stands for the line that `withBuiltins` writes: one line for one, so that source maps stay right. */
export const placeholder = '/*builtins*/';

/**
 * Rewrites the static imports of one chunk; what CommonJS packages expect and ES modules lack comes along.
 * @param {string} chunk minified, with the placeholder on a line of its own before all code
 */
export function withBuiltins(chunk) {
  /** @type {string[]} */
  const declared = [];
  const text = chunk.replaceAll(statement, (whole, single, names, path) => {
    if (!isBuiltin(path)) return whole;
    const from = `require(${JSON.stringify(path)})`;
    if (single !== undefined) declared.push(`${single.replace('*as ', '')}=${from}`);
    if (names !== undefined) declared.push(`${names.replaceAll(' as ', ':')}=${from}`);
    return ' '.repeat(whole.length);
  });
  return text.replace(placeholder, () => preamble(text, declared));
}

/** Only what the chunk uses of it. @returns {string} */
function preamble(text, declared) {
  const uses = (name) => new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(text);
  const paths = ['__filename', '__dirname'].filter(uses);
  if (declared.length === 0 && paths.length === 0 && !uses('require')) return '';
  const constants = [
    'require=__vpnmeshRequire(import.meta.url)',
    ...(paths.length === 0 ? [] : ['__filename=require("node:url").fileURLToPath(import.meta.url)']),
    ...(paths.includes('__dirname') ? ['__dirname=require("node:path").dirname(__filename)'] : []),
    ...declared,
  ];
  return `import{createRequire as __vpnmeshRequire}from"node:module";const ${constants.join(',')};`;
}

/** The same for those that packages import late. @type {import('esbuild').Plugin} */
export const lateBuiltins = {
  name: 'late-builtins',
  setup(build) {
    build.onResolve({ filter: /^(?:node:)?[a-z_0-9/]+$/ }, ({ path, namespace, kind }) => {
      if (!isBuiltin(path) || (kind !== 'dynamic-import' && namespace !== 'late-builtin')) return undefined;
      return namespace === 'late-builtin' ? { path, external: true } : { path, namespace: 'late-builtin' };
    });
    build.onLoad({ filter: /.*/, namespace: 'late-builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};
