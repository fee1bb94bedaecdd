/** Where just-bash 3.4.2 reads a script otherwise than dash does: the same meaning in words it understands. */

/**
 * `"$@"` in the place of a command is taken for one word with spaces in it; a function hands it on word by word.
 */
const prelude = '__words() { local __first="$1"; shift; "$__first" "$@"; }\n';
const wordsAsCommand = /(^|[;{&|(!]|\b(?:then|do|else|if|while|until|elif)\b)([ \t]*)"\$@"/gm;
/** `ID=*)` in a case is read as an assignment. */
const assignmentPattern = /^(\s*)([A-Za-z_]\w*=)(\S*\))/gm;

export const adapted = {
  prelude,
  rewrite: (script: string): string =>
    script
      .replace(wordsAsCommand, '$1$2__words "$@"')
      .replace(assignmentPattern, (all, space: string, name: string, rest: string) =>
        /[$("']/.test(rest.slice(0, -1)) ? all : `${space}"${name}"${rest}`,
      ),
} as const;

/** A loader that reads a byte count, that many bytes of script, and evaluates them. */
const loader = /\bread -r n\b[\s\S]*\bhead -c "\$n"[\s\S]*\beval "\$s"/;

/**
 * In just-bash a command substitution reads its shell's input without using it up, so a script that comes framed
 * on standard input is taken apart here. undefined: the script is none of that kind, or came incomplete.
 */
export function unframed(
  script: string,
  stdin: string,
): { readonly script: string; readonly stdin: string } | undefined {
  if (!loader.test(script)) return undefined;
  const line = stdin.indexOf('\n');
  const count = Number(stdin.slice(0, line));
  if (line < 0 || !Number.isInteger(count) || stdin.length < line + 1 + count) return undefined;
  const text = stdin.slice(line + 1, line + 1 + count);
  return { script: Buffer.from(text, 'latin1').toString(), stdin: stdin.slice(line + 1 + count) };
}
