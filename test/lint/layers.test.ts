import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Lints one file that stands in a layer for the time of the test. */
function lint(layer: string, text: string): { readonly status: number | null; readonly output: string } {
  const folder = mkdtempSync(join(root, layer, 'layer-trial-'));
  made.push(folder);
  const file = join(folder, `${basename(folder)}.ts`);
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/biome'), ['lint', file], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('the layers of docs/architecture.md', () => {
  const forbidden: readonly (readonly [string, string])[] = [
    ['src/mesh', '#ports/cloud.ts'],
    ['src/mesh', '#linux/host.ts'],
    ['src/files', '#mesh/errors.ts'],
    ['src/linux', '#ports/shell.ts'],
    ['src/strongswan', '#linux/host.ts'],
    ['src/ports', '#aws/cloud.ts'],
    ['src/aws', '#ssh/shell.ts'],
    ['src/ssh', '#aws/cloud.ts'],
    ['src/app', '#aws/cloud.ts'],
    ['src/app', '#cli/main.ts'],
    ['src/ui', '#app/build/apply.ts'],
    ['src/sandbox', '#aws/cloud.ts'],
    ['src/sandbox', '#mesh/cidr.ts'],
    ['checks', '#app/build/apply.ts'],
  ];
  it.each(forbidden)('%s may not import %s', (layer, target) => {
    const { status, output } = lint(layer, `export { x } from '${target}';\nexport { y } from '${target}';\n`);
    expect(output).toContain('noRestrictedImports');
    expect(status).toBe(1);
  });

  it('catches an import that is written as a type, and one that is loaded late', () => {
    expect(lint('src/mesh', "import type { Cloud } from '#ports/cloud.ts';\nexport type X = Cloud;\n").status).toBe(1);
    expect(lint('src/app', "export const late = () => import('#aws/cloud.ts');\n").status).toBe(1);
  });

  const allowed: readonly (readonly [string, string])[] = [
    ['src/linux', '#mesh/cidr.ts'],
    ['src/app', '#ports/cloud.ts'],
    ['src/aws', '#mesh/names.ts'],
    ['src/sandbox', '#files/whole-file.ts'],
    ['src/cli', '#aws/cloud.ts'],
  ];
  it.each(allowed)('%s may import %s', (layer, target) => {
    expect(lint(layer, `export { x } from '${target}';\n`)).toMatchObject({ status: 0 });
  });
});
