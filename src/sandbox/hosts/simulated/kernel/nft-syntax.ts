/** nft's grammar as far as blocks: statements that end at a line's end or a semicolon, and what stands in their braces. */

export class NftError extends Error {}

export interface Block {
  /** The statement without its braces: `table inet vpnmesh`, or a whole line. */
  readonly head: string;
  readonly body: readonly Block[];
}

/** Heads whose braces hold statements; other braces (of sets' values) belong to their statement. */
const nested = /^(?:(?:add|create)\s+)?(?:table|chain|set|map)\b/;

/** @throws NftError when braces do not match or a word is none of nft's */
export function parseBlocks(text: string): readonly Block[] {
  const clean = text
    .replace(/\\\n/g, ' ')
    .replace(/^#!.*$/gm, '')
    .replace(/^((?:[^"#]|"[^"]*")*)#.*$/gm, '$1');
  const reader = { text: clean, at: 0 };
  const blocks = readBlocks(reader, 0);
  for (const { head } of blocks) {
    if (
      !/^(?:(?:add|create|delete|destroy|flush|insert|replace)\s+)?(?:table|chain|rule|set|element|ruleset|map)\b/.test(
        head,
      )
    ) {
      throw new NftError(`syntax error, unexpected string: ${head}`);
    }
  }
  return blocks;
}

function readBlocks(reader: { readonly text: string; at: number }, depth: number): readonly Block[] {
  const blocks: Block[] = [];
  let words = '';
  const finish = (): void => {
    if (words.trim() !== '') blocks.push({ head: words.trim().replace(/\s+/g, ' '), body: [] });
    words = '';
  };
  for (;;) {
    const letter = reader.text[reader.at];
    reader.at += 1;
    if (letter === undefined) {
      if (depth > 0) throw new NftError('syntax error, unexpected end of file');
      finish();
      return blocks;
    }
    if (letter === '}') {
      if (depth === 0) throw new NftError("syntax error, unexpected '}'");
      finish();
      return blocks;
    }
    if (letter === '{' && nested.test(words.trim())) {
      const head = words.trim().replace(/\s+/g, ' ');
      words = '';
      blocks.push({ head, body: readBlocks(reader, depth + 1) });
    } else if (letter === '{') {
      const end = reader.text.indexOf('}', reader.at);
      if (end < 0) throw new NftError('syntax error, unexpected end of file');
      words += reader.text.slice(reader.at - 1, end + 1).replace(/\s+/g, ' ');
      reader.at = end + 1;
    } else if (letter === '"') {
      const end = reader.text.indexOf('"', reader.at);
      if (end < 0) throw new NftError('syntax error, unterminated quoted string');
      words += reader.text.slice(reader.at - 1, end + 1);
      reader.at = end + 1;
    } else if (letter === '\n') finish();
    // `type filter hook forward priority filter; policy accept;` is one line to a chain.
    else if (letter === ';' && !words.trim().startsWith('type ')) finish();
    else words += letter;
  }
}
