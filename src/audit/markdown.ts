/** The report for a pull request or a ticket. */
import { byPlace, evaluated } from './order.ts';
import type { ReportHead } from './report.ts';
import type { AuditResult, Result } from './result.ts';
import { unusedWords, waiverWords } from './waivers.ts';

export function markdownReport(
  { mesh, startedAt }: ReportHead,
  { results, summary, unusedWaivers }: AuditResult,
): string {
  const shown = results.filter(({ status }) => status !== 'pass' && status !== 'not-applicable');
  const sections = byPlace(shown).flatMap(([place, all]) => [
    `## ${cell(place)}`,
    '',
    '| status | severity | check | resource | what | mend |',
    '|---|---|---|---|---|---|',
    ...all.map(row),
    '',
  ]);
  return [
    `# Audit of mesh ${mesh}, ${startedAt}`,
    '',
    `${evaluated(results)}: ${summary.fail} failed, ${summary.unknown} unknown, ${summary.waived} waived, ${summary.pass} passed, ${summary.notApplicable} not applicable.`,
    '',
    ...sections,
    ...unusedWaivers.map((one) => `- ${cell(unusedWords(one))}`),
  ].join('\n');
}

function row({ status, severity, check, resource, message, consequences = [], remedy, waiver }: Result): string {
  const also =
    consequences.length === 0 ? '' : `; so too: ${[...new Set(consequences.map((one) => one.check))].join(', ')}`;
  const answered = waiver === undefined ? '' : `; ${waiverWords(waiver)}`;
  return `| ${[status, severity, check, resource.id, `${message}${also}${answered}`, remedy.command === undefined ? remedy.summary : `\`${remedy.command}\``].map(cell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}
