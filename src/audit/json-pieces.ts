/**
 * Writes a JSON document with one long list in pieces, exactly as `JSON.stringify` would: the text of a report on a
 * hundred hosts is as large as all other data of the program.
 */

export interface LongList {
  /** Name of the list, which is empty in the document. */
  readonly name: string;
  /** The number of items, and each item. */
  readonly length: number;
  readonly item: (index: number) => unknown;
}

/** Approximate code units per piece: larger ones are not faster. */
const enough = 65_536;

/** @param by the indentation */
export function* jsonPieces(document: object, { name, length, item }: LongList, by = '  '): Generator<string> {
  const indented = (value: unknown, depth: string): string =>
    // JSON strings contain no line breaks.
    JSON.stringify(value, null, by).replaceAll('\n', `\n${depth}`);
  const entries = Object.entries(document).filter(([, value]) => value !== undefined);
  let piece = '{';
  for (const [at, [key, value]] of entries.entries()) {
    piece += `${at === 0 ? '' : ','}\n${by}${JSON.stringify(key)}: `;
    if (key !== name || length === 0) {
      piece += indented(value, by);
      continue;
    }
    piece += '[';
    for (let index = 0; index < length; index += 1) {
      piece += `${index === 0 ? '' : ','}\n${by}${by}${indented(item(index), by + by)}`;
      if (piece.length < enough) continue;
      yield piece;
      piece = '';
    }
    piece += `\n${by}]`;
  }
  yield `${piece}\n}`;
}
