/** Lines for a terminal: broken between words, and what follows hangs under what it belongs to. */
import { stripVTControlCharacters } from 'node:util';

/**
 * @param hang columns that what follows is set in by; a line's own indentation where that is more
 * @returns lines none of which is wider than `width`, but for words that are
 */
export function wrapped(line: string, width: number, hang: number): readonly string[] {
  const text = stripVTControlCharacters(line);
  if (text.length <= width) return [line];
  const own = text.length - text.trimStart().length;
  const indent = ' '.repeat(Math.min(Math.max(hang, own), Math.floor(width / 2)));
  const lines: string[] = [];
  // Words keep the spaces before them, so that columns stay where they are.
  for (const word of line.match(/ *[^ ]+/g) ?? []) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (columnsOf(last) + columnsOf(word) <= width) lines[lines.length - 1] = last + word;
    else lines.push(indent + word.trimStart());
  }
  return lines;
}

/** Broken where a person reads it; scripts get one line each. */
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
