import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { ClosingReporter } from './test/support/closing-reporter.ts';
import { LongestFirst } from './test/support/longest-first.ts';
import { processless } from './test/support/processless.ts';

/** Host scripts are imported as text, as the bundler does it. */
const shellScripts = {
  name: 'shell-scripts',
  enforce: 'pre' as const,
  load(id: string) {
    return /\.(sh|py)$/.test(id) ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}` : undefined;
  },
};

const elsewhere = ['test/range/**', 'test/pack/**', 'test/fixtures/**'];
const pure = processless(import.meta.dirname, 'test/!(range|pack|fixtures)/**/*.test.{ts,tsx}');

/** Exhaustive suites take a share of their cases (test/support/sample.ts): another one each day, the same all day. */
process.env.VPNMESH_SEED ??= String(Math.floor(Date.now() / 86_400_000));
if (!/^\d{1,9}$/.test(process.env.VPNMESH_SEED))
  throw new Error('VPNMESH_SEED is a whole number, as the end of a run says it');

/** Measures what is left in the process, so that it has one of its own. */
const alone = ['test/sandbox/simulated-rounds.test.ts'];

/**
 * Files share three processes: what they import is read once, and the sandbox's interpreter is compiled once. A fresh process
 * for each file spent a third of all computing on that. They have the young space that a sandbox of its own has too
 * (src/sandbox/process.ts): simulated hosts run in them.
 */
const together = {
  isolate: false,
  execArgv: ['--max-semi-space-size=64'],
  setupFiles: ['./test/support/as-it-was.ts'],
};

export default defineConfig({
  plugins: [shellScripts],
  test: {
    reporters: ['default', new ClosingReporter()],
    globalSetup: ['./test/model/judging.ts', './test/support/kept.ts'],
    // Part of the time goes by waiting for a pretend network: three files side by side, also on two cores.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...elsewhere, ...pure, ...alone],
          testTimeout: 20_000,
          ...together,
        },
      },
      { extends: true, test: { name: 'unit-alone', include: [...alone], testTimeout: 20_000 } },
      // What starts nothing goes last: it fills the gaps of nobody who waits.
      {
        extends: true,
        test: {
          name: 'unit-pure',
          include: [...pure],
          testTimeout: 20_000,
          // Ink asks `tput`, a process each time, where neither a terminal nor the environment says how big it is.
          env: { COLUMNS: '80', LINES: '24' },
          ...together,
        },
      },
      {
        extends: true,
        test: { name: 'pack', include: ['test/pack/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 300_000 },
      },
      // Writes fixtures anew, and is no test of anything: npm run fixtures.
      { extends: true, test: { name: 'fixtures', include: ['test/fixtures/**/*.test.ts'], testTimeout: 120_000 } },
      {
        extends: true,
        test: {
          name: 'range',
          include: ['test/range/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          bail: 1,
        },
      },
    ],
  },
});
