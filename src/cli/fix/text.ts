/** A fix for people: what it is about to do, group by group, and what it came to. */
import type { Fixed } from '#app/fix/fix.ts';
import type { Outcome, Remedied } from '#app/fix/outcome.ts';
import type { Undone, UndoOutcome } from '#app/fix/undo.ts';
import type { Result } from '#audit/result.ts';
import { waiverWords } from '#audit/waivers.ts';
import { summaryLines } from '#cli/text/run.ts';
import { style } from '#cli/text/style.ts';
import { fitted } from '#cli/text/wrap.ts';
import type { FixGroup } from '#mesh/events.ts';
import type { Plan } from '#mesh/plan/steps.ts';

const words: Readonly<Record<Outcome, string>> = {
  fixed: 'fixed  ',
  failing: 'failing',
  unknown: 'unknown',
  declined: 'left   ',
  left: 'left   ',
  guidance: 'by hand',
};
/** Of a dry run: what would be tried. */
const planned = 'to fix ';

/** The steps of a group, under what they are for and what they risk, above what becomes of them by undo. */
export function inGroup({ risk, place, checks, stays }: FixGroup, steps: readonly string[]): readonly string[] {
  const title = risk === 'safe' ? 'Safe, asked for at once' : `${place}: traffic may stop for a while`;
  const paint = risk === 'safe' ? style.good : style.warn;
  const undo = stays.length === 0 ? 'undo takes all of it back' : `undo takes it back, but for: ${stays.join('; ')}`;
  return [
    paint(title),
    ...fitted(`for ${checks.join(', ')}`, 4),
    '',
    ...steps,
    ...(steps.length > 1 ? fitted(undo, 4) : []),
    '',
  ];
}

export function groupQuestion({ risk, place }: FixGroup, steps: number): string {
  return risk === 'safe'
    ? `Carry out the ${steps} safe steps?`
    : `${place}: traffic may stop for a while. Carry out its ${steps} steps?`;
}

/** What an undo brings back, in front of its question. */
export function undoRisk({ steps }: Plan): string {
  const traffic = steps.some(({ risk }) => risk === 'disruptive') ? ', and traffic may stop with it' : '';
  return `What the fix put right fails again${traffic}. `;
}

/** @param next of a dry run: the command that does what was shown */
export function fixLines({ remedied, waived, reports, offers, run, stopped }: Fixed, next?: string): readonly string[] {
  const answered = waived.flatMap(waivedLine);
  if (remedied.length === 0) {
    return answered.length === 0 ? [style.good('nothing fails')] : [...answered, '', style.good('nothing else fails')];
  }
  const fixed = remedied.filter(({ outcome }) => outcome === 'fixed').length;
  const left = offers.every(({ plan }) => plan.steps.length === 0) ? ['no step that fix could take'] : [];
  return [
    ...(reports.length === 0 ? [] : [...summaryLines(reports), '']),
    ...remedied.flatMap((one) => line(one, next !== undefined)),
    ...answered,
    '',
    ...(next === undefined ? [`${fixed} of ${remedied.length} fixed`] : [...left, unchanged(next)]),
    ...(stopped === undefined ? [] : [style.bad(`stopped: ${stopped}`)]),
    ...(run === undefined ? [] : [style.quiet(`\`vpnmesh fix --undo ${run}\` goes back`)]),
  ];
}

const unchanged = (next: string): string => `nothing was changed; next: \`${next}\``;

function line({ result, outcome, why }: Remedied, dryRun: boolean): readonly string[] {
  const paint = outcome === 'fixed' ? style.good : outcome === 'failing' ? style.bad : style.warn;
  const word = dryRun && outcome === 'left' && why === undefined ? planned : words[outcome];
  return found(paint(word), result, why ?? result.message);
}

/** Fix would leave it alone without a word: whoever asked for it by name must hear why. */
function waivedLine(result: Result): readonly string[] {
  return found(
    style.warn('waived '),
    result,
    result.waiver === undefined ? result.message : waiverWords(result.waiver),
  );
}

function found(word: string, { severity, check, resource }: Result, text: string): readonly string[] {
  const where = resource.concentrator ?? resource.region ?? resource.id;
  return fitted(`${word} ${severity.padEnd(8)} ${check} ${where}: ${text}`, 17);
}

/** @param next of a dry run: the command that does what was shown */
export function undoLines({ record, reports, changes }: Undone, next?: string): readonly string[] {
  if (next !== undefined) return [unchanged(next)];
  const marks: Readonly<Record<UndoOutcome, string>> = {
    undone: style.good('undone'),
    cannot: style.warn('stays '),
    failed: style.bad('failed'),
    left: style.warn('left  '),
  };
  const of = (...outcomes: readonly UndoOutcome[]): boolean =>
    changes.some(({ outcome }) => outcomes.includes(outcome));
  const whole = of('undone') ? 'is undone' : 'has nothing that could be taken back';
  const end = of('failed', 'left') ? (of('undone') ? 'is undone in part' : 'is not undone') : whole;
  return [
    ...(reports.length === 0 ? [] : [...summaryLines(reports), '']),
    ...changes.map(
      ({ change, outcome, why }) => `${marks[outcome]} ${change.step}${why === undefined ? '' : `: ${why}`}`,
    ),
    `fix ${record.run} ${end}`,
  ];
}
