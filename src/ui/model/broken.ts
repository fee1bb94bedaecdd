/** A long line as several: what is agreed to must be seen to its end. */

/** @param hang columns that the lines after the first are set in by */
export function broken(text: string, width: number, hang: number): readonly string[] {
  if (text.length <= width) return [text];
  const at = text.lastIndexOf(' ', width);
  // Where a word is longer than the line, or nothing but the margin is before it.
  const cut = at > hang && text.slice(0, at).trim() !== '' ? at : width;
  const rest = text.slice(cut).trimStart();
  return [text.slice(0, cut), ...broken(`${' '.repeat(hang)}${rest}`, width, hang)];
}
