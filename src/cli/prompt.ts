/** One question at the terminal. */

/** What was typed; nothing when the input ends (Ctrl-D) or the operator stops (Ctrl-C). */
export async function prompt(text: string, stop: AbortSignal): Promise<string> {
  // What is imported late of Node comes as one thing in the bundle.
  const { default: readline } = await import('node:readline/promises');
  const terminal = readline.createInterface({ input: process.stdin, output: process.stderr });
  // At a prompt the terminal is readline's, which hands Ctrl-C over as an event of its own.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    const typed = terminal.question(text, { signal: stop }).catch(() => '');
    return (await Promise.race([typed, ended])).trim();
  } finally {
    terminal.close();
  }
}
