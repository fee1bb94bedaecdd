/** Input that was typed before the first question. */
import { closeSync, constants, openSync, readSync } from 'node:fs';

/**
 * Discards it: a key pressed while a package was being installed must not answer the first screen. Leaves the terminal in
 * raw mode, as the screen needs it.
 */
export function discardTypedAhead(terminal: Pick<NodeJS.ReadStream, 'setRawMode'>): void {
  // An incomplete line can only be read in raw mode.
  terminal.setRawMode(true);
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = constants;
  let own: number | undefined;
  try {
    // A separate file description: standard input itself must stay blocking for others who share it.
    own = openSync('/dev/tty', O_RDONLY | O_NONBLOCK | O_NOCTTY);
    const typed = Buffer.alloc(4096);
    while (readSync(own, typed) > 0);
  } catch {
    // EAGAIN: no input left. ENXIO: no controlling terminal, nothing to discard.
  } finally {
    if (own !== undefined) closeSync(own);
  }
}
