/** A fix as text: what it will do, batch by batch, and its result. */

import type { Fixed } from '#app/fix/fix.ts';
import type { Outcome, Remedied } from '#app/fix/outcome.ts';
import type { Undone, UndoOutcome } from '#app/fix/undo.ts';
import type { Result } from '#audit/result.ts';
import { waiverWords } from '#audit/waivers.ts';
import { summaryLines } from '#cli/text/run-summary.ts';
import { style } from '#cli/text/style.ts';
import { fitted } from '#cli/text/wrap.ts';
import type { FixGroup } from '#mesh/events.ts';
import type { Plan } from '#mesh/plan/steps.ts';
import { counted } from '#mesh/plural.ts';

const words: Readonly<Record<Outcome, string>> = {
  fixed: 'fixed  ',
  failing: 'failing',
  unknown: 'unknown',
  declined: 'left   ',
  left: 'left   ',
  guidance: 'manual ',
};
/** In a dry run: what would be fixed. */
const planned = 'to fix ';

/** The steps of a batch: purpose and risk above, what undo can revert below. */
export function inGroup({ risk, place, checks, stays }: FixGroup, steps: readonly string[]): readonly string[] {
  const title = risk === 'safe' ? 'Safe fixes' : `${place}: may interrupt traffic`;
  const paint = risk === 'safe' ? style.good : style.warn;
  const undo = stays.length === 0 ? 'undo reverts all of it' : `undo reverts it, except: ${stays.join('; ')}`;
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
    ? `Execute ${counted(steps, 'safe step')}?`
    : `${place}: may interrupt traffic. Execute ${counted(steps, 'step')}?`;
}

/** What an undo brings back, before its question. */
export function undoRisk({ steps }: Plan): string {
  const traffic = steps.some(({ risk }) => risk === 'disruptive') ? ', and traffic may stop' : '';
  return `The fixed checks will fail again${traffic}. `;
}

/** @param next of a dry run: the command that does what was shown */
export function fixLines({ remedied, waived, reports, offers, run, stopped }: Fixed, next?: string): readonly string[] {
  const answered = waived.flatMap(waivedLine);
  if (remedied.length === 0) {
    return answered.length === 0 ? [style.good('nothing fails')] : [...answered, '', style.good('nothing else fails')];
  }
  const fixed = remedied.filter(({ outcome }) => outcome === 'fixed').length;
  const left = offers.every(({ plan }) => plan.steps.length === 0) ? ['fix has no steps'] : [];
  return [
    ...(reports.length === 0 ? [] : [...summaryLines(reports), '']),
    ...remedied.flatMap((one) => line(one, next !== undefined)),
    ...answered,
    '',
    ...(next === undefined ? [`${fixed} of ${remedied.length} fixed`] : [...left, unchanged(next)]),
    ...(stopped === undefined ? [] : [style.bad(`stopped: ${stopped}`)]),
    ...(run === undefined ? [] : [style.quiet(`\`vpnmesh fix --undo ${run}\` reverts this`)]),
  ];
}

const unchanged = (next: string): string => `nothing was changed; next: \`${next}\``;

function line({ result, outcome, why }: Remedied, dryRun: boolean): readonly string[] {
  const paint = outcome === 'fixed' ? style.good : outcome === 'failing' ? style.bad : style.warn;
  const word = dryRun && outcome === 'left' && why === undefined ? planned : words[outcome];
  return found(paint(word), result, why ?? result.message);
}

/** A waived check that was named explicitly: the output must say why fix skips it. */
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
  const whole = of('undone') ? 'is undone' : 'has nothing to revert';
  const end = of('failed', 'left') ? (of('undone') ? 'is partly undone' : 'is not undone') : whole;
  return [
    ...(reports.length === 0 ? [] : [...summaryLines(reports), '']),
    ...changes.map(
      ({ change, outcome, why }) => `${marks[outcome]} ${change.step}${why === undefined ? '' : `: ${why}`}`,
    ),
    `fix ${record.run} ${end}`,
  ];
}
