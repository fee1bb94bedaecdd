/**
 * Reads the text form of VICI messages, as `swanctl --raw` prints them: sections in braces,
 * `key=value`, lists in brackets. Values are not quoted and may hold spaces (`class=public key`),
 * so a value ends where the next key, section or closing brace begins.
 */

export interface ViciSection {
  readonly values: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly sections: Readonly<Record<string, ViciSection>>;
}

const token = /\s*(?:(\})|([^\s={}]+) ?\{|([^\s={}]+)=(?:\[([^\]]*)\]|((?:(?!\s+[^\s={}]+(?:=| ?\{))[^}])*)))/y;

/** One section's body, up to its closing brace or the end of the text. @throws SyntaxError */
export function parseVici(text: string): ViciSection {
  const reader = new RegExp(token);
  const section = readSection(text, reader);
  return section;
}

function readSection(text: string, reader: RegExp): ViciSection {
  const values: Record<string, string> = {};
  const lists: Record<string, readonly string[]> = {};
  const sections: Record<string, ViciSection> = {};
  while (text.slice(reader.lastIndex).trim() !== '') {
    const at = reader.lastIndex;
    const match = reader.exec(text);
    if (match === null) throw new SyntaxError(`no VICI message at "${text.slice(at, at + 40)}"`);
    const [, close, name, key, list, value] = match;
    if (close !== undefined) break;
    if (name !== undefined) sections[name] = readSection(text, reader);
    else if (key !== undefined && list !== undefined) lists[key] = list.split(' ').filter((item) => item !== '');
    else if (key !== undefined) values[key] = (value ?? '').trim();
  }
  return { values, lists, sections };
}

/** The bodies of all events of a name in swanctl's output: `list-sa event {…}`, one per line. */
export function viciEvents(output: string, event: string): readonly ViciSection[] {
  const prefix = `${event} event {`;
  return output
    .split('\n')
    .filter((line) => line.startsWith(prefix))
    .map((line) => parseVici(line.slice(prefix.length)));
}
