/** The end of a run as text: what was done, what took long. */

import type { StepReport } from '#mesh/events.ts';
import { counted } from '#mesh/plural.ts';
import { duration, style } from './style.ts';

/** The failures again with their hints: their first lines have scrolled away. */
function failureLines(reports: readonly StepReport[]): readonly string[] {
  return reports
    .filter(({ outcome }) => outcome === 'failed')
    .flatMap(({ step, error }) => [
      `${style.bad('failed')}  ${step.id}: ${error?.message ?? ''}`,
      ...(error?.next === undefined ? [] : [`        next: ${error.next}`]),
    ]);
}

/** What remains after an interrupt or failures, and how to resume. */
export function nextLines(reports: readonly StepReport[], interrupted: boolean, command: string): readonly string[] {
  const left = reports.filter(({ outcome }) => outcome !== 'done').length;
  if (left === 0) return [];
  if (interrupted) return [`stopped with ${counted(left, 'step')} left; next: \`${command}\` resumes`];
  return [`next: fix what failed, then \`${command}\` resumes`];
}

export function summaryLines(reports: readonly StepReport[]): readonly string[] {
  const count = (outcome: StepReport['outcome']): number => reports.filter((one) => one.outcome === outcome).length;
  const begin = Math.min(...reports.map(({ startedAt }) => startedAt.getTime()));
  const end = Math.max(...reports.map(({ startedAt, durationMs }) => startedAt.getTime() + durationMs));
  const failed = count('failed');
  const skipped = count('skipped');
  const slowest = reports
    .filter(({ outcome }) => outcome === 'done')
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .slice(0, 5);
  return [
    '',
    ...failureLines(reports),
    `${style.good(`${count('done')} done`)}${failed > 0 ? `, ${style.bad(`${failed} failed`)}` : ''}${skipped > 0 ? `, ${style.warn(`${skipped} skipped`)}` : ''} in ${duration(end - begin)}`,
    ...(slowest.length === 0
      ? []
      : [`slowest: ${slowest.map(({ step, durationMs }) => `${step.id} ${duration(durationMs)}`).join(', ')}`]),
  ];
}
