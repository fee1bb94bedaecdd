/** Shortens a path from its start: its end distinguishes files. */

/** @param room available columns */
export function shortPath(path: string, room: number): string {
  const all = [...path];
  if (all.length <= room) return path;
  const parts = path.split('/');
  const name = parts.at(-1) ?? path;
  // As many folders as fit after the mark.
  for (let from = 1; from < parts.length; from += 1) {
    const tail = `.../${parts.slice(from).join('/')}`;
    if ([...tail].length <= room) return tail;
  }
  const least = Math.max(4, room);
  const cut = [...name];
  return cut.length <= least ? name : `...${cut.slice(3 - least).join('')}`;
}
