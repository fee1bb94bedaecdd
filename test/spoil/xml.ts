/** Members of an EC2, IAM or STS answer by their paths, and answers with something else in their place. */

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly inner: readonly [start: number, end: number];
  readonly path: string;
}

/** Every element of a well-formed answer, as far as AWS writes them: no attributes but on the root, no comments. */
function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  const open: { readonly name: string; readonly start: number; readonly inner: number }[] = [];
  for (const match of text.matchAll(/<(\/?)([\w:.-]+)([^<>]*?)(\/?)>/g)) {
    const [whole, closing, name = '', , empty] = match;
    const after = match.index + whole.length;
    const path = (): string => [...open.map((one) => one.name).slice(1), name].join('/');
    if (closing === '/') {
      const begun = open.pop();
      if (begun === undefined) continue;
      const inside = [...open.map((one) => one.name).slice(1), ...(open.length === 0 ? [] : [name])].join('/');
      found.push({ start: begun.start, end: after, inner: [begun.inner, match.index], path: inside });
    } else if (empty === '/') found.push({ start: match.index, end: after, inner: [after, after], path: path() });
    else open.push({ name, start: match.index, inner: after });
  }
  return found;
}

/** `vpcSet/item/cidrBlock`: paths of all members below the answer's own element. */
const pathsIn = (text: string): readonly string[] => [
  ...new Set(pieces(text).flatMap(({ path }) => (path === '' || path === 'requestId' ? [] : path))),
];

/** The answer with something else in the place of every member of that path. */
function replaced(text: string, path: string, by: (inner: string) => string | undefined): string {
  return pieces(text)
    .filter((piece) => piece.path === path)
    .toSorted((a, b) => b.start - a.start)
    .reduce((left, { start, end, inner }) => {
      const value = by(left.slice(...inner));
      const member = value === undefined ? '' : left.slice(start, inner[0]) + value + left.slice(inner[1], end);
      return left.slice(0, start) + member + left.slice(end);
    }, text);
}

export const xml = { pathsIn, replaced };
