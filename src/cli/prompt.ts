/** One question at the terminal. */

/** The input; empty if it ends (Ctrl-D) or the operator stops (Ctrl-C). */
export async function prompt(text: string, stop: AbortSignal): Promise<string> {
  // In the bundle a late import of a Node module has only a default export.
  const { default: readline } = await import('node:readline/promises');
  const terminal = readline.createInterface({ input: process.stdin, output: process.stderr });
  // At a prompt readline owns the terminal and reports Ctrl-C as its own event.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    const typed = terminal.question(text, { signal: stop }).catch(() => '');
    return (await Promise.race([typed, ended])).trim();
  } finally {
    terminal.close();
  }
}
