/** `vpnmesh checks` and `vpnmesh explain ID` */

import { cataloguePage } from '#audit/catalogue.ts';
import type { Check } from '#checks/subjects.ts';
import { checkNamed } from '#cli/audit/checks.ts';
import { allChecks } from '#cli/audit/own-checks.ts';
import { printJson } from '#cli/documents/json.ts';
import { exitCodes } from '#cli/exit-codes.ts';
import { print } from '#cli/output.ts';
import { style } from '#cli/text/style.ts';

export async function listChecks({
  json,
  markdown,
  checks: folder,
}: {
  readonly json?: true;
  readonly markdown?: true;
  readonly checks?: string;
}): Promise<number> {
  const checks = await allChecks(folder);
  if (markdown) {
    print(cataloguePage(checks));
    return exitCodes.ok;
  }
  const all = checks.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (json) {
    printJson({
      schema: 'vpnmesh.checks/1',
      checks: all.map(({ run: _, ...meta }) => meta),
    });
    return exitCodes.ok;
  }
  const width = Math.max(...all.map(({ id }) => id.length));
  const lines = all.map(({ id, severity, title }) => `${id.padEnd(width)}  ${severity.padEnd(8)}  ${title}`);
  print(`${lines.join('\n')}\n`);
  return exitCodes.ok;
}

export async function explain(id: string, folder: string | undefined): Promise<number> {
  print(
    `${checkNamed(await allChecks(folder), id)
      .map(inFull)
      .join('\n')}`,
  );
  return exitCodes.ok;
}

function inFull({ id, severity, title, why, remedy, references = [] }: Check): string {
  const risk = { safe: 'safe', disruptive: 'may interrupt traffic', guidance: 'manual' }[remedy.risk];
  return [
    `${style.strong(id)} (${severity})`,
    `checks       ${title}`,
    `why          ${why}`,
    `fix          ${remedy.summary} (${risk})`,
    ...(remedy.command === undefined ? [] : [`command      \`${remedy.command}\``]),
    ...references.map(({ source, id: rule }) => `see          ${source} ${rule}`),
    '',
  ].join('\n');
}
