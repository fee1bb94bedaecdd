/** Answers of the Query protocols, written from plain data: keys are element names, arrays become lists of items. */

export type Xml = string | number | boolean | undefined | readonly Xml[] | XmlObject;
export interface XmlObject {
  readonly [element: string]: Xml;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// XML 1.0 has no way to write most control characters, not even as references (section 2.2).
const unwritable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const escapeText = (text: string): string =>
  text.replace(unwritable, '\uFFFD').replace(/[&<>"]/g, (character) => entities[character] ?? character);

function write(element: string, value: Xml, item: string): string {
  if (value === undefined) return '';
  if (Array.isArray(value))
    return `<${element}>${value.map((one: Xml) => write(item, one, item)).join('')}</${element}>`;
  if (typeof value === 'object') return `<${element}>${writeFields(value as XmlObject, item)}</${element}>`;
  return `<${element}>${escapeText(String(value))}</${element}>`;
}

const writeFields = (fields: XmlObject, item: string): string =>
  Object.entries(fields)
    .map(([name, value]) => write(name, value, item))
    .join('');

/**
 * A whole document.
 * @param item name of list elements: `item` in EC2, `member` in IAM and STS
 * @param namespace the service's XML namespace, absent in EC2's error documents
 */
export function xmlDocument(root: string, fields: XmlObject, item: 'item' | 'member', namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${writeFields(fields, item)}</${root}>`;
}
