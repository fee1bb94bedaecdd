/** The selected finding in full, paged if necessary, and the heights of the audit screen's parts. */
import type { Result } from '#audit/result.ts';
import { evaluatedWords, following } from '#audit/summary.ts';
import type { Tone } from '#ui/theme.ts';
import { bodyHeight } from './available-lines.ts';
import { evidenceAgeLines } from './beacon-age-line.ts';
import type { Audited } from './messages.ts';
import type { Wizard } from './state.ts';
import { wrapped } from './wrap-line.ts';

export interface FindingLine {
  /** Where a part of the finding starts. */
  readonly label: string | undefined;
  readonly text: string;
  readonly tone?: Tone;
}

/** Width of the labels. */
export const labelWidth = 9;

const risks = { safe: 'safe', disruptive: 'may interrupt traffic', guidance: 'manual' } as const;

export function findingLines(result: Result, columns: number): readonly FindingLine[] {
  const { resource, message, expected, actual, remedy, references, waiver } = result;
  const reason = result.reason !== undefined ? `${result.reason.kind}: ${result.reason.detail}` : undefined;
  const where = resource.region === undefined ? '' : `, ${resource.region}`;
  const rest: readonly (readonly [string, string | undefined])[] = [
    ['check', result.title],
    ['fix', `${risks[remedy.risk]}: ${remedy.summary}`],
    ['expected', expected === undefined ? undefined : JSON.stringify(expected)],
    ['actual', actual === undefined ? undefined : JSON.stringify(actual)],
    ['waived', waiver === undefined ? undefined : `until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`],
    ['see', references.map(({ source, id }) => `${source} ${id}`).join('; ') || undefined],
  ];
  return [
    ...wrapped(`${reason ?? message} (${resource.id}${where})`, columns, 0).map(
      (text): FindingLine => ({ label: undefined, text, tone: 'strong' }),
    ),
    ...rest.flatMap(([label, text]) =>
      text === undefined || text === ''
        ? []
        : wrapped(text, columns - labelWidth, 0).map((line, part) => ({ label: part === 0 ? label : '', text: line })),
    ),
  ];
}

/** The audit's summary, in as many lines as needed. */
export function countLines({ summary }: Audited, columns: number): readonly string[] {
  const { fail, unknown, waived, pass } = summary;
  const under = following(summary);
  const evaluated = [
    `${fail} failed`,
    ...(under.evaluated > 0 ? [`${under.evaluated} more with the same cause`] : []),
    `${waived} waived`,
    `${pass} passed`,
  ].join(', ');
  const rest = `${unknown} unknown${under.unknown > 0 ? `, ${under.unknown} more with the same cause` : ''}`;
  return wrapped(`${evaluatedWords(summary)}: ${evaluated}; ${rest}`, columns, 2);
}

export interface AuditRoom {
  /** Height of the list, including its position line. */
  readonly list: number;
  /** A blank line between list and finding. */
  readonly gap: 0 | 1;
  /** Height of the finding, including its position line. */
  readonly finding: number;
}

/** A short list gives its room to the finding; in a small terminal both get some. @param length rows of the list */
export function auditRoom(state: Wizard, audited: Audited, length: number): AuditRoom {
  const around = countLines(audited, state.columns).length + evidenceAgeLines(audited.basis, state.columns).length;
  const all = bodyHeight(state) - around;
  const gap = all > 6 ? 1 : 0;
  const room = all - gap;
  const list = Math.min(length, Math.max(2, room - 9, Math.floor(room / 2)));
  return { list, gap, finding: Math.max(0, room - list) };
}

/** The first visible line of the finding, and the number of visible lines. */
export function findingPage({ cursors }: Wizard, lines: number, room: number): { first: number; shown: number } {
  const shown = lines <= room ? lines : Math.max(1, room - 1);
  return { first: Math.max(0, Math.min(Number(cursors.finding ?? 0), lines - shown)), shown };
}
