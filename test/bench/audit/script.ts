/** The script of the audit and its data, bundled out of the product: what a bare ssh is given to run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../../pack/tarball.ts';

interface Facts {
  readonly stageScripts: { readonly facts: string };
  factsInput(input: {
    readonly privateAddress: string;
    readonly peers: readonly { readonly privateAddress: string }[];
  }): string;
}

export async function hostScript(): Promise<Facts> {
  const folder = mkdtempSync(join(tmpdir(), 'vpnmesh-bench-script-'));
  const outfile = join(folder, 'facts.mjs');
  try {
    await build({
      absWorkingDir: root,
      stdin: {
        contents: "export * from '#linux/facts-input.ts'; export { stageScripts } from '#linux/scripts.ts';",
        resolveDir: root,
      },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      loader: { '.sh': 'text' },
    });
    return (await import(outfile)) as Facts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
