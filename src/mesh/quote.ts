/**
 * Quoting input in messages that end up on terminals, in logs and in mails. A path may name a private key instead of a
 * spec, and a key may be pasted instead of its path: no message ever quotes any of it.
 */
import { counted } from './plural.ts';
import { printable } from './printable.ts';

/** Longer texts are described by their length. */
const longest = 60;

const keys: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN OPENSSH PRIVATE KEY/, 'an OpenSSH private key'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY/, 'a PEM private key'],
  [/PuTTY-User-Key-File-\d/, 'a PuTTY private key'],
  [/---- BEGIN SSH2 (ENCRYPTED )?PRIVATE KEY/, 'an SSH2 private key'],
  // "openssh-key-v1" in base64: the key without its first line.
  [/b3BlbnNzaC1rZXktdj/, 'an OpenSSH private key'],
];

/** The kind of private key in a text, with its article; undefined if none is recognised. */
export function privateKeyIn(text: string): string | undefined {
  return keys.find(([form]) => form.test(text))?.[1];
}

/** Base64 as long as a line of a key (64 in PEM, 70 in OpenSSH), with letters of both cases and digits. */
const longestName = 40;
const runs = new RegExp(`[A-Za-z0-9+/]{${longestName},}={0,2}`, 'g');
const isMixed = (run: string): boolean => /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
/** A path: segments of words and numbers, which the text between a key's slashes is not. */
const isPath = (run: string): boolean =>
  run.includes('/') &&
  run.split('/').every((one) => one.length < longestName && /^(?:[A-Z]?[a-z]{2,}|[A-Z]+|\d+)*$/.test(one));

/** A short, one-line value in quotation marks; otherwise its kind and length. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') return quotedText(value);
  if (Array.isArray(value)) return `a list of ${counted(value.length, 'entry', 'entries')}`;
  if (typeof value === 'object' && value !== null) {
    const { length } = Object.keys(value);
    return `a map with ${counted(length, 'key')}`;
  }
  return String(value);
}

/** The same without quotation marks: for names and ids. */
export function plainly(text: string): string {
  return quoted(text).replace(/^"(.*)"$/, '$1');
}

function quotedText(text: string): string {
  const key = privateKeyIn(text);
  if (key !== undefined) return `text that looks like ${key}`;
  const lines = text.trimEnd().split('\n').length;
  if (lines > 1) return `a text with ${lines} lines`;
  if (text.length > longest || printable(text) !== text || masked(text) !== text) {
    return `a text with ${counted(text.length, 'character')}`;
  }
  return `"${text}"`;
}

/** A foreign message, which may quote its input: omits anything that could belong to a key. */
export function masked(message: string): string {
  const key = privateKeyIn(message);
  if (key !== undefined) return `(not shown: it contains text that looks like ${key})`;
  return message.replace(runs, (run) => (isMixed(run) && !isPath(run) ? '…' : run));
}
