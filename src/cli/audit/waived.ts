/** Waivers of checks that there are not: a misspelt one would stand there and waive nothing. */
import { checks } from '#checks/index.ts';
import { SpecError } from '#mesh/errors.ts';
import { quoted } from '#mesh/quote.ts';
import type { ParsedSpec } from '#mesh/spec/spec.ts';
import { nearChecks } from './checks.ts';

const family = (id: string): string => id.split('.')[0] ?? '';

/**
 * Ids of our families have to be ours. Others are of an operator's own checks, which need not be at hand in every run:
 * those are told as unused.
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
            message: `waivers.${index}.check: there is no check ${quoted(check)}`,
            hint: nearChecks(checks, check),
          },
        ],
  );
  if (problems.length > 0) throw new SpecError(problems);
}
