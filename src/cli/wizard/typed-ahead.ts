/** What was typed before there was anything to answer. */
import { closeSync, constants, openSync, readSync } from 'node:fs';

/**
 * Reads it away: a key that somebody pressed while a package was being installed is no answer to the first screen. Leaves
 * the terminal in raw mode, as whoever draws upon it next wants it.
 */
export function discardTypedAhead(terminal: Pick<NodeJS.ReadStream, 'setRawMode'>): void {
  // What is no whole line yet can be read in raw mode only.
  terminal.setRawMode(true);
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
  let own: number | undefined;
  try {
    // A description of its own: standard input itself must go on to block for others who share it.
    own = openSync('/dev/tty', O_RDONLY | O_NONBLOCK | O_NOCTTY);
    const typed = Buffer.alloc(4096);
    while (readSync(own, typed) > 0);
  } catch {
    // EAGAIN: nothing is left. No terminal of its own (ENXIO): nothing can be known.
  } finally {
    if (own !== undefined) closeSync(own);
  }
}
