/**
 * Quoting what somebody wrote, in a message that ends on terminals, in logs and in mails. A path may lead to a private
 * key instead of a spec, and a key may be pasted where its path belongs: nothing of one is ever said again.
 */
import { counted } from './plural.ts';
import { printable } from './printable.ts';

/** Longer texts are told by their length. */
const longest = 60;

const keys: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN OPENSSH PRIVATE KEY/, 'an OpenSSH private key'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY/, 'a PEM private key'],
  [/PuTTY-User-Key-File-\d/, 'a PuTTY private key'],
  [/---- BEGIN SSH2 (ENCRYPTED )?PRIVATE KEY/, 'an SSH2 private key'],
  // "openssh-key-v1" in base64: the key without its first line.
  [/b3BlbnNzaC1rZXktdj/, 'an OpenSSH private key'],
];

/** What kind of private key a text has in it, with its article; undefined for none that can be told. */
export function privateKeyIn(text: string): string | undefined {
  return keys.find(([form]) => form.test(text))?.[1];
}

/** A run of base64 as a line of a key is (64 in PEM, 70 in OpenSSH): letters of both cases and digits, for long. */
const longestName = 40;
const runs = new RegExp(`[A-Za-z0-9+/]{${longestName},}={0,2}`, 'g');
const isMixed = (run: string): boolean => /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
/** Folders and files whose names are of words and numbers; between the slashes of a key there is neither for long. */
const isPath = (run: string): boolean =>
  run.includes('/') &&
  run.split('/').every((one) => one.length < longestName && /^(?:[A-Z]?[a-z]{2,}|[A-Z]+|\d+)*$/.test(one));

/** A value in quotation marks where it is short and of one line; otherwise what it is, and how long. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') return quotedText(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    const { length } = Object.keys(value);
    return `a map of ${counted(length, 'key')}`;
  }
  return String(value);
}

/** The same without quotation marks: for names and ids. */
export function plainly(text: string): string {
  return quoted(text).replace(/^"(.*)"$/, '$1');
}

function quotedText(text: string): string {
  const key = privateKeyIn(text);
  if (key !== undefined) return `what looks like ${key}`;
  const lines = text.trimEnd().split('\n').length;
  if (lines > 1) return `a text of ${lines} lines`;
  if (text.length > longest || printable(text) !== text || masked(text) !== text) {
    return `a text of ${counted(text.length, 'character')}`;
  }
  return `"${text}"`;
}

/** Somebody else's message, which may quote what it complains of: what could be of a key is left out. */
export function masked(message: string): string {
  const key = privateKeyIn(message);
  if (key !== undefined) return `(not shown: it has what looks like ${key} in it)`;
  return message.replace(runs, (run) => (isMixed(run) && !isPath(run) ? '…' : run));
}
