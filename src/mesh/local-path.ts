/** Paths of files on the operator's own machine, as a spec or the form has them. */
import { privateKeyIn, quoted } from './quote.ts';

/** Why a text is not a path: `fault: hint`. Never quotes a key that was pasted instead of its path. */
export function pathFault(text: string): string | undefined {
  if (privateKeyIn(text) === undefined && !/[\n\0]/.test(text)) return undefined;
  return `${quoted(text)} is not a path: write the path of the file, such as ~/.ssh/id_ed25519`;
}
