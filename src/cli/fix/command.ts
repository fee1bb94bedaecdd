/** The fix that a hint names: with all that was given, since without it another one would be carried out than was shown. */

import type { CommonFlags } from '#cli/settings.ts';
import { quoteWord } from '#ssh/quote.ts';

export interface FixFlags extends CommonFlags {
  readonly dryRun?: true;
  readonly safeOnly?: true;
  /** A run's name; true for the last one. */
  readonly undo?: string | true;
  readonly hostFacts: string;
  /** Folder with checks of the operator's own. */
  readonly checks?: string;
  /** Seconds between two looks; true for a minute. */
  readonly watch?: number | true;
}

/** Which mesh is put behind it by others: see again.ts. What is only a way of looking (`--dry-run`, `--json`) is left out. */
export function fixCommand(ids: readonly string[], flags: FixFlags): string {
  const { undo, openSsh, safeOnly, watch, checks, hostFacts } = flags;
  // Ids come first: flags whose value may be left out would take one for it.
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
