/** Paths of files on the operator's own machine, as a spec or the form has them. */
import { privateKeyIn, quoted } from './quote.ts';

/** Why a text is no path: what is wrong, then, behind a colon, what to write. A key in its place is not said again. */
export function pathFault(text: string): string | undefined {
  if (privateKeyIn(text) === undefined && !/[\n\0]/.test(text)) return undefined;
  return `${quoted(text)} is no path: write where the file is, such as ~/.ssh/id_ed25519`;
}
