/** Colours by meaning, always with a word or a glyph that says the same. */

import chalk from 'chalk';
import type { Reported } from '#app/hosts/host-or-report.ts';
import type { StepChange } from '#mesh/plan/steps.ts';
import { utcText } from '#mesh/time-text.ts';

/** Takes one text: chalk would also print `map`'s further arguments. */
const one =
  (paint: (text: string) => string) =>
  (text: string): string =>
    paint(text);

export const style = {
  good: one(chalk.green),
  bad: one(chalk.red),
  warn: one(chalk.yellow),
  change: one(chalk.cyan),
  quiet: one(chalk.dim),
  strong: one(chalk.bold),
} as const;

export const changeMarks: Readonly<Record<StepChange, string>> = { create: '+', update: '~', delete: '-', host: '>' };

/** `1.2 s`, `340 ms`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A line under results from a host's own report. */
export function reportedLine({ concentrator, at }: Reported): string {
  return style.quiet(`${concentrator} was not reached: from its own report of ${utcText(at)}`);
}
