/** Waivers of unknown checks: a misspelt one would waive nothing. */
import { checks } from '#checks/index.ts';
import { SpecError } from '#mesh/errors.ts';
import { quoted } from '#mesh/quote.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { nearChecks } from './checks.ts';

const family = (id: string): string => id.split('.')[0] ?? '';

/**
 * Ids in our families must exist. Others belong to the operator's own checks, which not every run loads: those are
 * reported as unused.
 * @throws SpecError
 */
export function refuseUnknownChecks({ spec, locate }: ParsedSpec): void {
  const ids = new Set(checks.map(({ id }) => id));
  const families = new Set(checks.map(({ id }) => family(id)));
  const problems = spec.waivers.flatMap(({ check }, index) =>
    ids.has(check) || !families.has(family(check))
      ? []
      : [
          {
            position: locate(['waivers', index, 'check']),
            message: `waivers.${index}.check: unknown check ${quoted(check)}`,
            hint: nearChecks(checks, check),
          },
        ],
  );
  if (problems.length > 0) throw new SpecError(problems);
}
