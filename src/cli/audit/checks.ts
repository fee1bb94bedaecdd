/** The checks that a command names. */
import { atLeast, type Severity, severities } from '#audit/check.ts';
import type { Check } from '#checks/subjects.ts';
import { UsageError } from '#mesh/errors.ts';
import { quoted } from '#mesh/quote.ts';

/** @param ids whole ids or families (`sysctl`); none means all. @throws UsageError for an unknown id */
export function chosenChecks(all: readonly Check[], ids: readonly string[], least: Severity): readonly Check[] {
  for (const id of ids) checkNamed(all, id);
  return all.filter(
    (check) =>
      atLeast(check.severity, least) &&
      (ids.length === 0 || ids.some((id) => check.id === id || check.id.startsWith(`${id}.`))),
  );
}

/** @throws UsageError that names similar ids */
export function checkNamed(all: readonly Check[], id: string): readonly Check[] {
  const found = all.filter((check) => check.id === id || check.id.startsWith(`${id}.`));
  if (found.length > 0) return found;
  throw new UsageError(`unknown check ${quoted(id)}`, nearChecks(all, id));
}

/** Similar ids, as a hint. */
export function nearChecks(all: readonly Check[], id: string): string {
  const near = all.filter((check) => check.id.split(/[.-]/).some((part) => part.length > 3 && id.includes(part)));
  if (near.length === 0) return '`vpnmesh checks` lists them';
  const names = near.slice(0, 4).map((check) => check.id);
  return `did you mean ${names.join(', ')}? \`vpnmesh checks\` lists them all`;
}

/** @throws UsageError */
export function severityNamed(flag: string, text: string): Severity {
  const found = severities.find((one) => one === text);
  if (found === undefined) throw new UsageError(`${flag} is ${quoted(text)}`, `use one of ${severities.join(', ')}`);
  return found;
}
