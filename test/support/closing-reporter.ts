/** The end of a test run: why tests were skipped, what else there is to run, and, as the last line, the count. */
import type { Reporter, TestModule } from 'vitest/node';

/** Tests that may be skipped say why in their names: `… (skipped: there is no nft)`. */
const reason = /\(skipped: ([^)]*)\)/;

export class ClosingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    const reasons = new Map<string, number>();
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
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
      ...(modules.some(({ project }) => project.name === 'unit') ? [elsewhere] : []),
      `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

const otherwise = (module: TestModule): string =>
  module.state() === 'failed' ? `after a failure in ${module.relativeModuleId}` : 'left out by the choice of tests';

const elsewhere = `not run here: npm run test:pack (the tarball on Node 18 to 26; wants the npm registry)
              npm run test:range (real Debian hosts, real strongSwan; Linux, root), test:range:full (more of it)
              npm run test:fuzz (a million spoilt reports and answers; a quarter of an hour)
              npm run bench (the budgets of docs/performance.md)`;
