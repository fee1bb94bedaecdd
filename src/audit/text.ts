/** The report as text. The caller provides colours; without them the text is the same. */
import { atLeast } from './check.ts';
import { byPlace } from './order.ts';
import type { ReportHead } from './report.ts';
import type { AuditResult, Consequence, Result } from './result.ts';
import { evaluatedWords, following } from './summary.ts';
import { unusedWords, waiverWords } from './waivers.ts';

type Paint = (text: string) => string;
export interface ReportStyle {
  readonly bad: Paint;
  readonly warn: Paint;
  readonly good: Paint;
  readonly quiet: Paint;
  readonly strong: Paint;
}

/** @param verbose also passed and not applicable checks */
export function textReport(
  { mesh }: ReportHead,
  { results, summary, unusedWaivers }: AuditResult,
  style: ReportStyle,
  verbose: boolean,
): readonly string[] {
  const shown = results.filter(({ status }) => verbose || (status !== 'pass' && status !== 'not-applicable'));
  const count = (number: number, word: string, paint: Paint): readonly string[] =>
    number === 0 ? [] : [paint(`${number} ${word}`)];
  const under = following(summary);
  const counts = [
    ...count(summary.fail, `failed (worst: ${summary.worst})`, style.bad),
    ...count(under.evaluated, 'with the same cause', style.quiet),
    ...count(summary.waived, 'waived', style.warn),
    ...count(summary.pass, 'passed', style.good),
  ];
  const rest = [
    ...count(summary.unknown, 'unknown', style.warn),
    ...count(under.unknown, 'unknown with the same cause', style.quiet),
    ...count(summary.notApplicable, 'not applicable', style.quiet),
  ];
  return [
    ...byPlace(shown).flatMap(([place, all]) => [style.strong(place), ...all.flatMap((one) => lines(one, style)), '']),
    ...unusedWaivers.map((one) => style.warn(unusedWords(one))),
    // First the counts that sum up to what was evaluated, then the rest.
    `mesh ${mesh}: ${evaluatedWords(summary)}: ${[counts, rest].flatMap((all) => (all.length === 0 ? [] : all.join(', '))).join('; ')}`,
  ];
}

function lines(result: Result, style: ReportStyle): readonly string[] {
  const { check, resource, severity, message, remedy, consequences = [], waiver } = result;
  const of = resource.id === resource.concentrator ? '' : ` ${resource.id}`;
  const next =
    result.status === 'fail'
      ? [style.quiet(`           fix: ${remedy.command === undefined ? remedy.summary : `\`${remedy.command}\``}`)]
      : [];
  return [
    `  ${word(result, style)} ${severity.padEnd(8)} ${check}${of}: ${message}`,
    ...(consequences.length === 0 ? [] : [style.quiet(`           explains: ${follows(result)}`)]),
    ...(waiver === undefined ? [] : [style.quiet(`           ${waiverWords(waiver)}`)]),
    ...next,
  ];
}

/** Each check once, for any number of resources; with its severity if that is worse than its cause's. */
function follows({ severity, consequences = [] }: Result): string {
  const worse = (one: Consequence): boolean => one.status === 'fail' && !atLeast(severity, one.severity);
  const checks = [...new Set(consequences.map((one) => (worse(one) ? `${one.check} (${one.severity})` : one.check)))];
  const shown = checks.slice(0, 6).join(', ');
  return checks.length > 6 ? `${shown} and ${checks.length - 6} more checks` : shown;
}

function word({ status }: Result, style: ReportStyle): string {
  switch (status) {
    case 'fail':
      return style.bad('fail   ');
    case 'unknown':
      return style.warn('unknown');
    case 'waived':
      return style.warn('waived ');
    case 'not-applicable':
      return style.quiet('n/a    ');
    case 'pass':
      return style.good('pass   ');
  }
}
