/** The fix command for a hint: with all given flags, so that it does exactly what was shown. */

import type { CommonFlags } from '#cli/settings.ts';
import { quoteWord } from '#ssh/quote.ts';

export interface FixFlags extends CommonFlags {
  readonly dryRun?: true;
  readonly safeOnly?: true;
  /** A run's name; true for the last one. */
  readonly undo?: string | true;
  readonly hostFacts: string;
  /** Folder with the operator's own checks. */
  readonly checks?: string;
  /** Seconds between two audits; true for a minute. */
  readonly watch?: number | true;
}

/** Flags that only change the output (`--dry-run`, `--json`) are left out; the mesh's flags are added elsewhere. */
export function fixCommand(ids: readonly string[], flags: FixFlags): string {
  const { undo, openSsh, safeOnly, watch, checks, hostFacts } = flags;
  // Ids come first: a flag with an optional value would take an id for it.
  const words = ['vpnmesh', 'fix', ...ids, ...optional('--undo', undo)];
  if (openSsh === true) words.push('--open-ssh');
  if (safeOnly === true) words.push('--safe-only');
  words.push(...optional('--watch', watch));
  if (checks !== undefined) words.push('--checks', checks);
  if (hostFacts !== 'auto') words.push('--host-facts', hostFacts);
  return words.map(quoteWord).join(' ');
}

function optional(flag: string, value: string | number | true | undefined): readonly string[] {
  if (value === undefined) return [];
  return value === true ? [flag] : [flag, String(value)];
}
