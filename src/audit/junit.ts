/** JUnit XML for CI: one suite per place, one case per result. Unknown is an error, never a pass. */
import { byPlace } from './order.ts';
import type { ReportHead } from './report.ts';
import type { AuditResult, Result } from './result.ts';
import { waiverWords } from './waivers.ts';

export function junitReport({ mesh, startedAt }: ReportHead, { results, summary }: AuditResult): string {
  const suites = byPlace(results).map(([place, all]) => {
    const count = (status: Result['status']): number => all.filter((one) => one.status === status).length;
    const skipped = count('not-applicable') + count('waived');
    return [
      `  <testsuite name="${xml(place)}" tests="${all.length}" failures="${count('fail')}" errors="${count('unknown')}" skipped="${skipped}" timestamp="${xml(startedAt)}">`,
      ...all.map((one) => testCase(one)),
      '  </testsuite>',
    ].join('\n');
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="vpnmesh audit ${xml(mesh)}" tests="${summary.total}" failures="${summary.fail}" errors="${summary.unknown}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase({ check, resource, status, severity, message, remedy, reason, waiver }: Result): string {
  const open = `    <testcase classname="${xml(check)}" name="${xml(`${resource.type} ${resource.id}`)}"`;
  switch (status) {
    case 'pass':
      return `${open}/>`;
    case 'fail':
      return `${open}><failure type="${severity}" message="${xml(message)}">${xml([...(waiver === undefined ? [] : [waiverWords(waiver)]), remedy.summary].join('\n'))}</failure></testcase>`;
    case 'unknown':
      return `${open}><error type="${reason?.kind ?? 'parse'}" message="${xml(message)}"/></testcase>`;
    case 'waived':
      return `${open}><skipped message="${xml(waiver === undefined ? message : waiverWords(waiver))}"/></testcase>`;
    case 'not-applicable':
      return `${open}><skipped message="${xml(message)}"/></testcase>`;
  }
}

/** Removes characters that XML 1.0 does not allow. */
function xml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    '\n': '&#10;',
  };
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the forbidden ones
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"\n]/g, (character) => entities[character] ?? character)
  );
}
