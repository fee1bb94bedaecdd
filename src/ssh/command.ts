/** How a script and its data get to a host's shell: one constant command, everything else on standard input. */
import { quoteWord } from './quote.ts';

/** Last line of every script sent. A connection that dies half-way must not leave half a script to be run. */
const lastLine = '# end of script';

/**
 * Reads a byte count on a line, that many bytes of script, and runs them; what is
 * left of standard input is the script's own. `read` and `head -c` take no byte
 * too many: the shell reads its line bytewise and head asks for what is missing.
 * `eval` keeps the text out of every process's arguments.
 */
const loader = [
  'IFS= read -r n || exit 75',
  's=$(head -c "$n")',
  `case "$s" in *"${lastLine}") eval "$s" ;; *) echo "vpnmesh: the script arrived incomplete" >&2; exit 75 ;; esac`,
].join('\n');

/** The remote command of every run: the same words whatever is run. `-n`: never wait for a password. */
export const remoteCommand = `sudo -n sh -c ${quoteWord(loader)}`;

/** Standard input for `remoteCommand`: byte count, script, data. */
export function frame(script: string, input: string): Buffer {
  const text = Buffer.from(`${script.endsWith('\n') ? script : `${script}\n`}${lastLine}`);
  return Buffer.concat([Buffer.from(`${text.length}\n`), text, Buffer.from(input)]);
}
