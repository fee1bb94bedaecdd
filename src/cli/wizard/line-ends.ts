/** Ends of lines as a file has them, line by line, and the mark that some editors put first. */
import { diffArrays } from 'diff';

/** The text that is to take the place of the base: lines that stay keep their ends, new ones end as the line before them. */
export function inTheMannerOf(text: string, base: string | undefined): string {
  if (base === undefined) return text;
  return `${base.startsWith(mark) ? mark : ''}${withEndsOf(linesOf(base.replace(mark, '')), text)}`;
}

/** Without either: what the text is worked on as. */
export const plainText = (text: string): string => text.replace(mark, '').replaceAll('\r\n', '\n');

/** Whether a change has more than one end of lines to go by. */
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
  /** Removed lines whose places new ones may take. */
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

/** What stands behind the last end is a line too, often an empty one, and would end as the one before it. */
function linesOf(text: string): readonly Line[] {
  const pieces = text.split('\n');
  const rest = pieces.pop() ?? '';
  const lines: readonly Line[] = pieces.map((piece) =>
    piece.endsWith('\r') ? { text: piece.slice(0, -1), end: '\r\n' } : { text: piece, end: '\n' },
  );
  return [...lines, { text: rest, end: lines.at(-1)?.end ?? '\n' }];
}
