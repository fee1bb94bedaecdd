/** The report as Markdown, for pull requests and tickets. */
import type { Comparison } from './compare.ts';
import { byPlace } from './order.ts';
import type { ReportHead } from './report.ts';
import type { AuditResult, Result } from './result.ts';
import { evaluatedWords, following } from './summary.ts';
import { unusedWords, waiverWords } from './waivers.ts';

export function markdownReport(
  { mesh, startedAt }: ReportHead,
  { results, summary, unusedWaivers }: AuditResult,
  comparison?: Comparison,
): string {
  const shown = results.filter(({ status }) => status !== 'pass' && status !== 'not-applicable');
  const sections = byPlace(shown).flatMap(([place, all]) => [
    `## ${cell(place)}`,
    '',
    '| status | severity | check | resource | finding | fix |',
    '|---|---|---|---|---|---|',
    ...all.map(row),
    '',
  ]);
  const under = following(summary);
  return [
    `# Audit of mesh ${mesh}, ${startedAt}`,
    '',
    `${evaluatedWords(summary)}: ${summary.fail} failed, ${under.evaluated === 0 ? '' : `${under.evaluated} with the same cause, `}${summary.waived} waived, ${summary.pass} passed; ${summary.unknown} unknown, ${under.unknown === 0 ? '' : `${under.unknown} unknown with the same cause, `}${summary.notApplicable} not applicable.`,
    '',
    ...sections,
    ...unusedWaivers.map((one) => `- ${cell(unusedWords(one))}`),
    ...(comparison === undefined ? [] : changes(comparison)),
  ].join('\n');
}

function changes({ since, changes: all }: Comparison): readonly string[] {
  return [
    `## Since ${since ?? 'ever: no earlier run is saved'}`,
    '',
    '| change | severity | check | resource | finding |',
    '|---|---|---|---|---|',
    ...all.map(
      ({ change, severity, check, resource, message }) =>
        `| ${[change, severity, check, resource.id, message].map(cell).join(' | ')} |`,
    ),
  ];
}

function row({ status, severity, check, resource, message, consequences = [], remedy, waiver }: Result): string {
  const also =
    consequences.length === 0 ? '' : `; explains: ${[...new Set(consequences.map((one) => one.check))].join(', ')}`;
  const remedyText = remedy.command === undefined ? remedy.summary : `\`${remedy.command}\``;
  // fix skips waived findings.
  const offer = status === 'waived' ? '' : remedyText;
  const answered = waiver === undefined ? '' : `; ${waiverWords(waiver)}`;
  return `| ${[status, severity, check, resource.id, `${message}${also}${answered}`, offer].map(cell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}
