/**
 * sed's `s` commands by expressions of JavaScript, where both mean the same: one match that starts first and takes most.
 * What could differ (choices, back references, classes, files in place) is for just-bash, which compiles an expression anew
 * for each line.
 */

/** A line without its end; undefined when nothing is printed of it. */
export type Edit = (line: string) => string | undefined;

export interface Substitutions {
  readonly edit: Edit;
  /** Arguments after the commands. */
  readonly files: readonly string[];
}

interface Substitution {
  readonly find: RegExp;
  readonly put: (match: readonly string[]) => string;
  readonly prints: boolean;
}

/** @returns undefined where the arguments are anything but `[-n] [-e] s…` */
export function substitutionsOf(args: readonly string[]): Substitutions | undefined {
  const quiet = args[0] === '-n';
  const rest = quiet ? args.slice(1) : [...args];
  const texts: string[] = [];
  while (rest[0] === '-e') texts.push(...rest.splice(0, 2).slice(1));
  if (texts.length === 0) texts.push(...rest.splice(0, 1));
  if (rest.some((file) => file.startsWith('-'))) return undefined;
  const known = texts.map(substitution);
  const all = known.filter((one) => one !== undefined);
  if (all.length === 0 || all.length < known.length) return undefined;
  return { edit: (line) => edited(line, all, quiet), files: rest };
}

function edited(line: string, all: readonly Substitution[], quiet: boolean): string | undefined {
  const printed: string[] = [];
  let text = line;
  for (const { find, put, prints } of all) {
    let found = false;
    text = text.replace(find, (...match: readonly unknown[]) => {
      found = true;
      return put(match.map((part) => (typeof part === 'string' ? part : '')));
    });
    if (found && prints) printed.push(text);
  }
  if (!quiet) printed.push(text);
  return printed.length === 0 ? undefined : printed.join('\n');
}

function substitution(text: string): Substitution | undefined {
  const delimiter = text[1];
  if (text[0] !== 's' || delimiter === undefined || !'/|,#'.includes(delimiter)) return undefined;
  const [find, put, flags, ...more] = split(text.slice(2), delimiter);
  if (find === undefined || put === undefined || flags === undefined || more.length > 0 || !/^[gp]*$/.test(flags))
    return undefined;
  const source = expression(find);
  const parts = replacement(put);
  if (source === undefined || parts === undefined) return undefined;
  // Between matches JavaScript finds nothings that sed passes over.
  if (flags.includes('g') && new RegExp(source, 's').test('')) return undefined;
  return { find: new RegExp(source, flags.includes('g') ? 'gs' : 's'), put: parts, prints: flags.includes('p') };
}

/** Cut at each delimiter; a delimiter that is escaped is the character itself. */
function split(text: string, delimiter: string): readonly string[] {
  const parts = [''];
  for (const [piece] of text.matchAll(/\\.|[^\\]|\\$/gs)) {
    if (piece === delimiter) parts.push('');
    else parts.push(parts.pop() + (piece === `\\${delimiter}` && delimiter === '/' ? '/' : piece));
  }
  return parts;
}

const spaces = '[:space:]';
/** Pieces of a basic expression: a bracket, an escaped character, a character. */
const pieces = /\[\^?\]?(?:\[:space:\]|[^\]])*\]|\\.|[^\\]/gs;

/** A basic expression of POSIX, in JavaScript's; undefined where they might not mean the same. */
function expression(basic: string): string | undefined {
  if (basic === '' || basic.replaceAll(pieces, '') !== '') return undefined;
  let source = '';
  for (const { 0: piece, index } of basic.matchAll(pieces)) {
    const here = translated(piece, index === 0, index + piece.length === basic.length);
    if (here === undefined) return undefined;
    source += here;
  }
  // What may begin with anything begins at the line's beginning: no need to try from every character.
  if (source.startsWith('.*')) source = `^${source}`;
  try {
    return new RegExp(source, 's').source;
  } catch {
    return undefined;
  }
}

function translated(piece: string, first: boolean, last: boolean): string | undefined {
  if (piece.startsWith('[') && piece.length > 1) return bracket(piece);
  if (/^\\[(){}]$/.test(piece)) return piece.slice(1);
  if (piece === '\\-') return '-';
  if (/^\\[./[\]*$^]$/.test(piece)) return piece;
  if (piece === '^') return first ? '^' : undefined;
  if (piece === '$') return last ? '$' : undefined;
  if (piece === '*') return first ? undefined : '*';
  if (/^[(){}+?|]$/.test(piece)) return `\\${piece}`;
  return piece.startsWith('\\') || piece === '[' || piece === '\n' ? undefined : piece;
}

function bracket(piece: string): string | undefined {
  const inner = piece.slice(1, -1).replaceAll(spaces, ' \t\n\r\f\v');
  if (inner === '' || inner === '^' || /^\^?\]|\[[:.=]/.test(inner)) return undefined;
  return `[${inner.replaceAll('\\', '\\\\').replaceAll('[', '\\[')}]`;
}

function replacement(text: string): Substitution['put'] | undefined {
  const parts: ((match: readonly string[]) => string)[] = [];
  for (const [piece] of text.matchAll(/\\.|[^\\]|\\$/gs)) {
    const escaped = piece.slice(1);
    if (piece === '&') parts.push(([whole = '']) => whole);
    else if (!piece.startsWith('\\')) parts.push(() => piece);
    else if (/^[1-9]$/.test(escaped)) parts.push((match) => match[Number(escaped)] ?? '');
    else if (escaped === 'n') parts.push(() => '\n');
    else if (/^[&/\\.|[\]-]$/.test(escaped)) parts.push(() => escaped);
    else return undefined;
  }
  return (match) => parts.map((part) => part(match)).join('');
}
