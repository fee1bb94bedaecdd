/** The one place where text becomes part of a shell command line. */

/**
 * Quotes any text as a single word of POSIX sh.
 * Only a single quote can end a single-quoted word, so it alone needs care (POSIX XCU 2.2.2).
 * @throws RangeError for a NUL character, which no argument can carry
 */
export function quoteWord(text: string): string {
  if (text.includes('\0')) throw new RangeError('a shell word cannot contain a NUL character');
  return /^[A-Za-z0-9_./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
