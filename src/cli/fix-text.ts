/** What a fix came to, for people. */
import type { Fixed, Outcome, Remedied } from '#app/fix.ts';
import type { Undone } from '#app/undo.ts';
import { summaryLines } from './run-text.ts';
import { style } from './style.ts';

const words: Readonly<Record<Outcome, string>> = {
  fixed: 'fixed  ',
  failing: 'failing',
  unknown: 'unknown',
  declined: 'left   ',
  left: 'left   ',
  guidance: 'by hand',
};

export function fixLines({ remedied, reports, plans, run, stopped }: Fixed, dryRun: boolean): readonly string[] {
  if (remedied.length === 0) return [style.good('nothing fails')];
  const fixed = remedied.filter(({ outcome }) => outcome === 'fixed').length;
  const left = plans.every(({ steps }) => steps.length === 0) ? ['no step that fix could take'] : [];
  return [
    ...(reports.length === 0 ? [] : [...summaryLines(reports), '']),
    ...remedied.map(line),
    '',
    ...(dryRun ? [...left, 'nothing was changed; next: `vpnmesh fix`'] : [`${fixed} of ${remedied.length} fixed`]),
    ...(stopped === undefined ? [] : [style.bad(`stopped: ${stopped}`)]),
    ...(run === undefined ? [] : [style.quiet(`\`vpnmesh fix --undo ${run}\` goes back`)]),
  ];
}

function line({ result, outcome, why }: Remedied): string {
  const paint = outcome === 'fixed' ? style.good : outcome === 'failing' ? style.bad : style.warn;
  const where = result.resource.concentrator ?? result.resource.region ?? result.resource.id;
  const because = why === undefined ? result.message : why;
  return `${paint(words[outcome])} ${result.severity.padEnd(8)} ${result.check} ${where}: ${because}`;
}

export function undoLines({ record, changes }: Undone): readonly string[] {
  const marks = { undone: style.good('undone'), cannot: style.warn('stays '), failed: style.bad('failed') } as const;
  return [
    ...changes.map(
      ({ change, outcome, why }) => `${marks[outcome]} ${change.step}${why === undefined ? '' : `: ${why}`}`,
    ),
    `fix ${record.run} ${changes.some(({ outcome }) => outcome === 'failed') ? 'is undone in part' : 'is undone'}`,
  ];
}
