/** Line endings of a file, line by line, and its byte order mark. */
import { diffArrays } from 'diff';

/** The new text with the base's line endings: lines that stay keep theirs, new ones end like the line before. */
export function inTheMannerOf(text: string, base: string | undefined): string {
  if (base === undefined) return text;
  return `${base.startsWith(mark) ? mark : ''}${withEndsOf(linesOf(base.replace(mark, '')), text)}`;
}

/** Without either, for editing. */
export const plainText = (text: string): string => text.replace(mark, '').replaceAll('\r\n', '\n');

/** Whether the file has mixed line endings. */
export function endsMixed(text: string): boolean {
  return new Set(linesOf(text).map(({ end }) => end)).size > 1;
}

const mark = '\uFEFF';

interface Line {
  readonly text: string;
  readonly end: '\n' | '\r\n';
}

function withEndsOf(base: readonly Line[], text: string): string {
  const plain = base.map((line) => line.text);
  let at = 0;
  /** Removed lines, whose endings new ones take over. */
  let free: readonly Line[] = [];
  let last = base[0]?.end ?? '\n';
  const lines = diffArrays(plain, text.split('\n')).flatMap(({ removed, added, value }) => {
    const there = added ? free : base.slice(at, at + value.length);
    free = removed ? there : [];
    if (!added) at += value.length;
    if (removed) return [];
    return value.map((line, index) => {
      last = there[index]?.end ?? last;
      return { text: line, end: last };
    });
  });
  return lines.map((line, index) => (index === lines.length - 1 ? line.text : line.text + line.end)).join('');
}

/** The text after the last line ending is a line too, often empty, and ends like the one before. */
function linesOf(text: string): readonly Line[] {
  const pieces = text.split('\n');
  const rest = pieces.pop() ?? '';
  const lines: readonly Line[] = pieces.map((piece) =>
    piece.endsWith('\r') ? { text: piece.slice(0, -1), end: '\r\n' } : { text: piece, end: '\n' },
  );
  return [...lines, { text: rest, end: lines.at(-1)?.end ?? '\n' }];
}
