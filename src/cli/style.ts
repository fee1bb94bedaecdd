/** Colours by meaning, always beside a word or a glyph that says the same. */
import chalk from 'chalk';
import type { Reported } from '#app/own-report.ts';
import type { Change } from '#mesh/steps.ts';

export const style = {
  good: chalk.green,
  bad: chalk.red,
  warn: chalk.yellow,
  change: chalk.cyan,
  quiet: chalk.dim,
  strong: chalk.bold,
} as const;

export const changeMarks: Readonly<Record<Change, string>> = { create: '+', update: '~', delete: '-', host: '>' };

/** `1.2 s`, `340 ms`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Under what could be told only from a host's own report. */
export function reportedLine({ concentrator, at }: Reported): string {
  return style.quiet(`${concentrator} was not asked: this is its own report of ${at}`);
}
