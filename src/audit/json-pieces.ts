/**
 * A JSON document with one long list in it, as `JSON.stringify` writes it, piece by piece: the text of a report on a
 * hundred hosts is as big as all that the program holds.
 */

export interface LongList {
  /** Name of the list in the document, which has it empty. */
  readonly name: string;
  /** How many there are, and what is written of each. */
  readonly length: number;
  readonly item: (index: number) => unknown;
}

/** Code units of a piece, about: fewer and bigger ones are no faster. */
const enough = 65_536;

/** @param by how far what is inside stands to the right */
export function* jsonPieces(document: object, { name, length, item }: LongList, by = '  '): Generator<string> {
  const indented = (value: unknown, depth: string): string =>
    // No line break of a JSON text stands within a string.
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
