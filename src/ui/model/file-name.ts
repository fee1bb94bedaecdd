/** A path where there is little room: its end is what tells files apart. */

/** @param room columns that it may take */
export function shortPath(path: string, room: number): string {
  const all = [...path];
  if (all.length <= room) return path;
  const parts = path.split('/');
  const name = parts.at(-1) ?? path;
  // As many folders as fit behind the mark.
  for (let from = 1; from < parts.length; from += 1) {
    const tail = `.../${parts.slice(from).join('/')}`;
    if ([...tail].length <= room) return tail;
  }
  const least = Math.max(4, room);
  const cut = [...name];
  return cut.length <= least ? name : `...${cut.slice(3 - least).join('')}`;
}
