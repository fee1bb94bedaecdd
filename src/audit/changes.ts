/** The comparison as text, and the output of --quiet. */
import { utcText } from '#mesh/time-text.ts';
import type { AuditChange, ChangeKind, Comparison } from './compare.ts';
import type { ReportHead } from './report.ts';
import type { AuditResult, UnusedWaiver } from './result.ts';
import { evaluatedWords, following } from './summary.ts';
import type { ReportStyle } from './text.ts';
import { unusedWords } from './waivers.ts';

const words: Readonly<Record<ChangeKind, readonly [word: string, paint: keyof ReportStyle]>> = {
  new: ['new', 'bad'],
  'newly-unknown': ['newly unknown', 'warn'],
  'still-failing': ['still failing', 'bad'],
  'still-unknown': ['still unknown', 'warn'],
  waived: ['now waived', 'warn'],
  fixed: ['fixed', 'good'],
  'known-again': ['known again', 'good'],
};
const standing: ReadonlySet<ChangeKind> = new Set(['still-failing', 'still-unknown']);
const fresh: ReadonlySet<ChangeKind> = new Set(['new', 'newly-unknown']);

/** The comparison as a section of the report. */
export function comparisonLines({ since, changes }: Comparison, style: ReportStyle): readonly string[] {
  const begin = since === null ? 'no earlier run is saved, so everything is new' : `since the run of ${utcText(since)}`;
  if (changes.length === 0) return [`${begin}: no failures then or now`];
  return [style.strong(`${begin}:`), ...changes.map((one) => changeLine(one, style))];
}

/** Empty if nothing changed. @param before unused waivers that were already reported */
export function quietLines(
  { mesh }: ReportHead,
  audit: AuditResult,
  comparison: Comparison,
  before: readonly UnusedWaiver[],
  style: ReportStyle,
): readonly string[] {
  const changed = comparison.changes.filter(({ change }) => !standing.has(change));
  const key = ({ check, resource, why }: UnusedWaiver): string => [check, resource, why].join('\0');
  const known = new Set(before.map(key));
  const unused = audit.unusedWaivers.filter((one) => !known.has(key(one)));
  if (changed.length === 0 && unused.length === 0) return [];
  const { summary } = audit;
  const still = comparison.changes.length - changed.length;
  return [
    ...changed.map((one) => changeLine(one, style)),
    ...unused.map((one) => style.warn(unusedWords(one))),
    `mesh ${mesh}: ${evaluatedWords(summary)}: ${summary.fail} failed, ${following(summary).evaluated === 0 ? '' : `${following(summary).evaluated} with the same cause, `}${summary.waived === 0 ? '' : `${summary.waived} waived, `}${summary.pass} passed; ${summary.unknown} unknown; ${still} as before`,
  ];
}

/** Results that have not been reported yet. */
export function newOnly(audit: AuditResult, { changes }: Comparison): AuditResult {
  const shown = new Map(
    changes.filter(({ change }) => fresh.has(change)).map((one) => [one.fingerprint, one.message] as const),
  );
  return {
    ...audit,
    results: audit.results.flatMap((one) => {
      const message = shown.get(one.fingerprint);
      return message === undefined ? [] : [{ ...one, message }];
    }),
  };
}

function changeLine({ change, severity, check, resource, message }: AuditChange, style: ReportStyle): string {
  const [word, paint] = words[change];
  return `  ${style[paint](word.padEnd(13))} ${severity.padEnd(8)} ${check} ${placed(resource)}: ${message}`;
}

/** The resource, and its place if the id does not contain it. */
function placed({ id, concentrator, region }: AuditChange['resource']): string {
  const place = concentrator ?? region;
  return place === undefined || id.includes(place) ? id : `${id} (${place})`;
}
