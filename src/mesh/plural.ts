/** Counts with their noun. */

/** `1 rule`, `2 rules`, `0 rules`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
