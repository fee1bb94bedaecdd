/**
 * The order of a run: what takes longest begins first, so that no file is left alone at the end. Vitest knows how long files
 * took from the run before; a fresh clone has none, and would go by their size.
 */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The one with a process of its own is the longest; then those that start something, which wait now and then. */
const projects = ['unit-alone', 'unit', 'unit-pure'];

/** Files of ten seconds and more, longest first. Whoever is not named follows, as vitest orders it. */
export const longest: readonly string[] = [
  'test/sandbox/simulated-rounds.test.ts',
  'test/crash/apply-1.test.ts',
  'test/crash/apply-2.test.ts',
  'test/cli/practice.test.ts',
  'test/cli/documents/documents.test.ts',
  'test/terminal/manners.test.ts',
  'test/fix/simulated.test.ts',
  'test/audit/unreadable.test.ts',
  'test/crash/fix.test.ts',
  'test/crash/undo.test.ts',
  'test/cli/overdue-ssh.test.ts',
  'test/terminal/way.test.ts',
  'test/spoil/times.test.ts',
  'test/fix/simulated-2.test.ts',
  'test/fix/twenty.test.ts',
  'test/cli/named-commands.test.ts',
  'test/audit/beacon.test.ts',
  'test/sandbox/simulated-breakages.test.ts',
  'test/sandbox/landscapes.test.ts',
  'test/cli/operating.test.ts',
  'test/cli/after-a-run.test.ts',
  'test/sandbox/simulated-killed.test.ts',
  'test/fix/undo.test.ts',
  'test/spoil/members.test.ts',
  'test/cli/audit-live.test.ts',
  'test/audit/silent-hosts.test.ts',
  'test/audit/simulated.test.ts',
  'test/fix/interrupted.test.ts',
  'test/fix/frugal.test.ts',
  'test/terminal/failing.test.ts',
  'test/cli/stopped.test.ts',
  'test/sandbox/simulated-scale.test.ts',
  'test/cli/full-disk.test.ts',
  'test/mesh/plan/policy.test.ts',
  'test/fuzz/host-reports.test.ts',
  'test/checks/unreadable-reports.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const place = ({ moduleId }: TestSpecification): number => {
      const at = longest.indexOf(relative(root, moduleId));
      return at < 0 ? longest.length : at;
    };
    const turn = ({ project }: TestSpecification): number => projects.indexOf(project.name);
    return (await super.sort(files)).toSorted((a, b) => turn(a) - turn(b) || place(a) - place(b));
  }
}
