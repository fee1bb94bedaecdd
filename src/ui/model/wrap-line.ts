/** Wraps a long line: the operator must be able to read all of what they confirm. */

/** @param hang indentation of continuation lines */
export function wrapped(text: string, width: number, hang: number): readonly string[] {
  if (text.length <= width) return [text];
  const at = text.lastIndexOf(' ', width);
  // A word longer than the line, or at its start.
  const cut = at > hang && text.slice(0, at).trim() !== '' ? at : width;
  const rest = text.slice(cut).trimStart();
  return [text.slice(0, cut), ...wrapped(`${' '.repeat(hang)}${rest}`, width, hang)];
}
