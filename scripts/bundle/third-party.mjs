// The licences of everything inside the bundle, as one text. Read from the packages that esbuild really took.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Folders of the packages whose code is in the output, relative to the root.
 * @param {string} root
 * @param {import('esbuild').Metafile} metafile
 */
export function bundledFolders(root, metafile) {
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = files.filter((file) => file.includes('node_modules/')).map((file) => packageFolder(root, file));
  return [...new Set(folders)].toSorted();
}

/** The nearest folder above whose package.json names a package: inner ones that only say "type" do not count. */
function packageFolder(root, file) {
  for (let folder = dirname(join(root, file)); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version !== undefined) {
      return relative(root, folder);
    }
  }
  throw new Error(`${file} belongs to no package`);
}

function licenceTexts(folder) {
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
}

/** The MIT licence (SPDX: MIT). */
function mit(holder) {
  return `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}

/**
 * One text for all packages that share it, word for word.
 * @throws Error when a package brings no licence and names none whose text we carry ourselves
 */
export function thirdPartyNotice(root, metafile) {
  const apache = readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  // Texts that we carry ourselves, for packages that name their licence and leave out its text.
  const known = { 'Apache-2.0': () => apache, MIT: (author) => mit(author?.name ?? author ?? 'the authors') };
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const folder of bundledFolders(root, metafile)) {
    const { name, version, license, author } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const texts = licenceTexts(join(root, folder));
    if (texts.length === 0 && !known[license]) throw new Error(`${name} ${version} brings no licence`);
    const text = texts.length > 0 ? texts.join('\n\n') : known[license](author);
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license ?? 'see below'})`]);
  }
  const parts = [...byText].map(
    ([text, names]) => `${'='.repeat(78)}\n${names.join('\n')}\n${'-'.repeat(78)}\n${text}\n`,
  );
  return `vpnmesh contains the packages below, under the licences that follow each.\n\n${parts.join('\n')}`;
}
