/** Where just-bash 3.4.2 reads a script otherwise than dash does: the same meaning in words it understands. */
import { mask } from './quoting.ts';

/** `"$@"` in the place of a command is taken for one word with spaces in it; a function hands it on word by word. */
const prelude = '__none=; __words() { local __first="$1"; shift; "$__first" "$@"; }\n';
const wordsAsCommand = /(^|[;{&|(!]|\b(?:then|do|else|if|while|until|elif)\b)([ \t]*)"\$@"/gm;

/** `ID=*)` in a case is read as an assignment. */
const assignmentPattern = /^(\s*)([A-Za-z_]\w*=)([\w.*?-]*\))/gm;

/** Under `set -u` a word that is nothing but `"${name:-word}"` fails when the name is unset; with another expansion beside it, it does not. */
const loneDefault = /"(\$\{\w+:?[-+=][^{}"]*\})"/g;

/**
 * An assignment leaves the exit status of the command before it instead of making it 0, and so
 * does a function that ends with it. Those with a command substitution have that command's status, rightly.
 */
const value = String.raw`(?:\u0001\d+\u0002|"(?:[^"$\\]|\$(?!\()|\\.)*"|\$\(\([^()]*(?:\([^()]*\)[^()]*)*\)\)|\$\{[^{}]*\}|\$[\w?!#@*]|[^\s;&|()"'$<>{}\u0060\u0001])*`;
const assignment = new RegExp(
  String.raw`(^|;|&&|\|\||\{|\)|\b(?:then|else|do)\b)([ \t]*)([A-Za-z_]\w*=${value})(?=[ \t]*(?:;|$|&&|\|\||\}))`,
  'gm',
);

/** `set -e` ends a script inside conditions too, as soon as functions are nested: it is left out. */
const errexit = /\bset -e(\w*)/g;

/** just-bash's commands lie in /usr/bin alone. */
const systemPath = /(^|[;{&|(!]|\b(?:then|do|else|if|exec)\b)([ \t]*)\/(?:usr\/)?s?bin\/(\w)/gm;

function rewrite(script: string): string {
  const { text, restore } = mask(script);
  return restore(
    text
      .replace(wordsAsCommand, '$1$2__words "$@"')
      .replace(loneDefault, '"$1$$__none"')
      .replace(systemPath, '$1$2$3')
      .replace(errexit, (_, flags: string) => (flags === '' ? ':' : `set -${flags}`))
      .replace(assignmentPattern, '$1"$2"$3')
      .replace(assignment, (_, before: string, space: string, words: string) =>
        words.endsWith('=$?')
          ? `${before}${space}printf -v ${words.slice(0, -3)} %s "$?"`
          : `${before}${space}{ true; ${words}; }`,
      ),
  );
}

export const adapted = { prelude, rewrite } as const;

/** A loader that reads a byte count, that many bytes of script, and evaluates them. */
const loader = /^\s*(?:IFS= )?read -r n\b[\s\S]*\bhead -c "\$n"[\s\S]*\beval "\$s"/;

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
