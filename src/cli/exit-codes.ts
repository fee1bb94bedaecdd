/** The exit codes; scripts depend on them. docs/exit-codes.md explains them. */
export const exitCodes = {
  ok: 0,
  /** Could not run, or failed. */
  failed: 1,
  /** Bad usage or a bad spec. */
  usage: 2,
  /** A check, tunnel or probe fails, or changes are pending. */
  findings: 20,
  /** Something could not be read. */
  incomplete: 21,
  both: 22,
  interrupted: 130,
} as const;

/** 0, 20, 21 or 22. */
export function verdict(result: { readonly failing: boolean; readonly unknown: boolean }): number {
  if (result.failing && result.unknown) return exitCodes.both;
  if (result.failing) return exitCodes.findings;
  return result.unknown ? exitCodes.incomplete : exitCodes.ok;
}
