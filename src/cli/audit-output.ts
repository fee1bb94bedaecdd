/** The formats of an audit's report. */
import { junitReport } from '#audit/junit.ts';
import { markdownReport } from '#audit/markdown.ts';
import { type ReportHead, reportJson } from '#audit/report.ts';
import type { AuditResult } from '#audit/result.ts';
import { textReport } from '#audit/text.ts';
import { style } from './style.ts';

export const auditFormats = ['text', 'json', 'junit', 'markdown'] as const;
export type AuditFormat = (typeof auditFormats)[number];

/** @param coloured false for what goes into a file or a pipe */
export function renderAudit(
  format: AuditFormat,
  head: ReportHead,
  audit: AuditResult,
  { coloured, verbose }: { readonly coloured: boolean; readonly verbose: boolean },
): string {
  switch (format) {
    case 'text':
      return `${textReport(head, audit, coloured ? style : plain, verbose).join('\n')}\n`;
    case 'json':
      return `${JSON.stringify(reportJson(head, audit), null, 2)}\n`;
    case 'junit':
      return junitReport(head, audit);
    case 'markdown':
      return `${markdownReport(head, audit)}\n`;
  }
}

const same = (text: string): string => text;
const plain = { bad: same, warn: same, good: same, quiet: same, strong: same };
