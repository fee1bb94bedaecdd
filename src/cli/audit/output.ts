/** The formats of an audit's report. */
import { comparisonLines } from '#audit/changes.ts';
import type { Comparison } from '#audit/compare.ts';
import { junitReport } from '#audit/junit.ts';
import { markdownReport } from '#audit/markdown.ts';
import { type ReportHead, reportPieces } from '#audit/report.ts';
import type { AuditResult } from '#audit/result.ts';
import { type ReportStyle, textReport } from '#audit/text.ts';
import { style } from '#cli/text/style.ts';

export const auditFormats = ['text', 'json', 'junit', 'markdown'] as const;
export type AuditFormat = (typeof auditFormats)[number];

export interface RenderOptions {
  /** False for files and pipes. */
  readonly coloured: boolean;
  readonly verbose: boolean;
  /** Part of the JSON. */
  readonly comparison?: Comparison | undefined;
  /** Whether the text report shows the comparison. */
  readonly diff: boolean;
}

/** The report in one piece, or in several if it may be large. */
export function renderAudit(
  format: AuditFormat,
  head: ReportHead,
  audit: AuditResult,
  { coloured, verbose, comparison, diff }: RenderOptions,
): Iterable<string> {
  const shown = diff ? comparison : undefined;
  switch (format) {
    case 'text': {
      const used = reportStyle(coloured);
      const changes = shown === undefined ? [] : ['', ...comparisonLines(shown, used)];
      return [lines([...textReport(head, audit, used, verbose), ...changes])];
    }
    case 'json':
      return endedLine(reportPieces(head, audit, comparison));
    case 'junit':
      return [junitReport(head, audit)];
    case 'markdown':
      return endedLine([markdownReport(head, audit, shown)]);
  }
}

function* endedLine(pieces: Iterable<string>): Generator<string> {
  yield* pieces;
  yield '\n';
}

/** Ready to print; empty if there are none. */
export function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

export function reportStyle(coloured: boolean): ReportStyle {
  return coloured ? style : plain;
}

const same = (text: string): string => text;
const plain = { bad: same, warn: same, good: same, quiet: same, strong: same };
