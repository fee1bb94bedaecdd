/** The catalogue as a page of the documentation. */
import type { CheckMeta } from './check.ts';

const risks = { safe: 'safe', disruptive: 'may interrupt traffic', guidance: 'manual' } as const;

/** Markdown; a heading each, so that `docs/checks.md#awsroutes` leads there. */
export function cataloguePage(checks: readonly CheckMeta[]): string {
  const all = checks.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return [
    '# The checks of the audit',
    '',
    'Made by `vpnmesh checks --markdown`; a test fails when it is stale.',
    '',
    'A fact that could not be read makes a result `unknown`, never `pass`. What follows from a failure is told under it.',
    '',
    ...all.flatMap(section),
  ].join('\n');
}

function section({ id, severity, title, why, remedy, references = [] }: CheckMeta): readonly string[] {
  return [
    `## ${id}`,
    '',
    `**${severity}.** Passes when: ${title}.`,
    '',
    why,
    '',
    `Fix (${risks[remedy.risk]}): ${remedy.summary}${remedy.command === undefined ? '' : ` Or: \`${remedy.command}\`.`}`,
    '',
    ...(references.length === 0 ? [] : [`See: ${references.map((one) => `${one.source} ${one.id}`).join(', ')}.`, '']),
  ];
}
