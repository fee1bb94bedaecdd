/** The end of a run for people: what was done, what took long. */
import type { StepReport } from '#mesh/events.ts';
import { duration, style } from './style.ts';

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
    `${style.good(`${count('done')} done`)}${failed > 0 ? `, ${style.bad(`${failed} failed`)}` : ''}${skipped > 0 ? `, ${style.warn(`${skipped} skipped`)}` : ''} in ${duration(end - begin)}`,
    ...(slowest.length === 0
      ? []
      : [`slowest: ${slowest.map(({ step, durationMs }) => `${step.id} ${duration(durationMs)}`).join(', ')}`]),
  ];
}
