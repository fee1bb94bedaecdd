/** Wraps lines for a terminal between words, with a hanging indent. */
import { stripVTControlCharacters } from 'node:util';

/**
 * @param hang indentation of continuation lines; a line's own indentation if that is more
 * @returns lines of at most `width`, except for longer words
 */
export function wrapped(line: string, width: number, hang: number): readonly string[] {
  const text = stripVTControlCharacters(line);
  if (text.length <= width) return [line];
  const own = text.length - text.trimStart().length;
  const indent = ' '.repeat(Math.min(Math.max(hang, own), Math.floor(width / 2)));
  const lines: string[] = [];
  // Words keep the spaces before them, so that columns stay aligned.
  for (const word of line.match(/ *[^ ]+/g) ?? []) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (columnsOf(last) + columnsOf(word) <= width) lines[lines.length - 1] = last + word;
    else lines.push(indent + word.trimStart());
  }
  return lines;
}

/** Wrapped on a terminal; scripts get one line each. */
export function fitted(
  line: string,
  hang: number,
  { isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'> = process.stdout,
): readonly string[] {
  return isTTY ? wrapped(line, columns > 20 ? columns : 80, hang) : [line];
}

function columnsOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
