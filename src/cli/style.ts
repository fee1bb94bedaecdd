/** Colours by meaning, always beside a word or a glyph that says the same. */
import chalk from 'chalk';
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
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
