/**
 * Foreign text, such as a tag's value, a file name on a host or a service's error, ends up on a terminal. There a
 * control character is a command: it moves the cursor, changes the title, fills the clipboard. Bidirectional controls
 * make one text look like another (Unicode Technical Report 36).
 */
const orders = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Replaces each of them with U+FFFD; keeps line feeds and tabs. */
export function printable(text: string): string {
  return text.replace(orders, '\ufffd');
}

/** Does so for every text in a value, in place. @returns the value, or the new text if it is a text itself */
export function printableIn<T>(value: T): T {
  if (typeof value === 'string') return printable(value) as T;
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) value[index] = printableIn(one);
  } else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const parts = value as Record<string, unknown>;
    for (const [key, one] of Object.entries(parts)) parts[key] = printableIn(one);
  }
  return value;
}
