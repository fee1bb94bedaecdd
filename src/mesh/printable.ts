/**
 * What others say, such as a tag's value, a file's name on a host or an error of a service, ends on somebody's terminal.
 * There a control character is an order: it moves the cursor, changes the title, fills the clipboard. Those that turn
 * the direction of writing make one thing look like another (Unicode Technical Report 36).
 */
const orders = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** With U+FFFD in the place of each of them; line feeds and tabs stay. */
export function printable(text: string): string {
  return text.replace(orders, '\ufffd');
}

/** Does so to every text in it, in its place. @returns the same, for whom it is a text itself */
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
