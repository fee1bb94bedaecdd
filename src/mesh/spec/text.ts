/** Checks of a text before it is parsed as a spec: another kind of file, another encoding, a private key in it. */
import { type Document, visit } from 'yaml';
import type { SpecProblem } from '#mesh/errors.ts';
import { masked, privateKeyIn } from '#mesh/quote.ts';

/** Why the file cannot be a spec, with a hint. */
export function noSpec(source: string): Omit<SpecProblem, 'position'> | undefined {
  const key = privateKeyIn(source.slice(0, 200));
  if (key !== undefined && /^\s*(-|PuTTY|b3Bl)/.test(source)) {
    return { message: `this is ${key}, not a spec`, hint: 'name the spec with --file' };
  }
  // Invalid UTF-8 was read as U+FFFD; UTF-16's byte order mark becomes two of them.
  if (source.startsWith('\ufffd\ufffd') || source.slice(0, 4).includes('\0')) {
    return { message: 'this is UTF-16, and a spec is UTF-8', hint: 'save it as UTF-8' };
  }
  if (source.includes('\0')) {
    return { message: 'this contains NUL bytes, and a spec is text', hint: 'name the spec with --file' };
  }
  return undefined;
}

/** The place of a private key among the YAML's keys and values. */
export function keysPasted(document: Document): readonly { readonly offset: number; readonly kind: string }[] {
  const found: { offset: number; kind: string }[] = [];
  visit(document, {
    Scalar: (_, node) => {
      const kind = typeof node.value === 'string' ? privateKeyIn(node.value) : undefined;
      if (kind !== undefined) found.push({ offset: node.range?.[0] ?? 0, kind });
    },
  });
  return found;
}

/** The parser quotes the text after a colon and in quotation marks. */
export function unquoted(message: string): string {
  return masked((message.split(/: |["\n]/)[0] ?? '').trim());
}
