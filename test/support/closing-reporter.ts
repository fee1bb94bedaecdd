/** The end of a test run: why tests were skipped, what was left to which command, and, as the last line, the count. */
import type { Reporter, TestModule } from 'vitest/node';
import type { Share } from './sample.ts';

/** Tests that may be skipped say why in their names: `… (skipped: there is no nft)`. */
const reason = /\(skipped: ([^)]*)\)/;

export class ClosingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    const reasons = new Map<string, number>();
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      // A file that cannot be read, or whose hooks fail, fails without a test that does.
      if (module.state() === 'failed' && tests.every((test) => test.result().state !== 'failed')) counts.failed += 1;
      for (const test of tests) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed') counts[state] += 1;
        else {
          counts.skipped += 1;
          const why = reason.exec(test.fullName)?.[1] ?? otherwise(module);
          reasons.set(why, (reasons.get(why) ?? 0) + 1);
        }
      }
    }
    const lines = [
      ...[...reasons].map(([why, count]) => `skipped ${count}: ${why}`),
      ...sharesOf(modules),
      ...(modules.some(({ project }) => project.name.startsWith('unit')) ? [elsewhere] : []),
      `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

const otherwise = (module: TestModule): string =>
  module.state() === 'failed' ? `after a failure in ${module.relativeModuleId}` : 'left out by the choice of tests';

/** Of each suite that took a share of its cases: how many it left to the command that runs all, and how to have these again. */
function sharesOf(modules: readonly TestModule[]): readonly string[] {
  const all = new Map<string, Share>();
  for (const module of modules) {
    const { share } = module.meta();
    if (share === undefined) continue;
    const key = `${share.command} ${share.what}`;
    const { taken, of } = all.get(key) ?? { taken: 0, of: 0 };
    all.set(key, { ...share, taken: taken + share.taken, of: of + share.of });
  }
  const parts = [...all.values()].filter(({ taken, of }) => taken < of);
  if (parts.length === 0) return [];
  return [
    ...parts.map(({ command, what, taken, of }) => `left to ${command}: ${of - taken} of ${of} ${what}`),
    `each day takes other shares; these again: VPNMESH_SEED=${process.env.VPNMESH_SEED}`,
  ];
}

const elsewhere = `not run here: npm run test:pack (the tarball on Node 18 to 26; wants the npm registry)
              npm run test:range (real Debian hosts, real strongSwan; Linux, root), test:range:full (more of it)
              npm run bench (the budgets of docs/performance.md)`;
