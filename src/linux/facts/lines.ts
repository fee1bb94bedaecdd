/** Lines of a host's report, taken apart. */
import type { HostFacts } from '#linux/host-facts.ts';

export type Lines = readonly string[];
export type ValueOf<K extends keyof HostFacts> = Extract<HostFacts[K], { readonly ok: true }>['value'];

/** First word and the rest of every line that has one. */
export function words(lines: Lines): readonly (readonly [string, string])[] {
  return lines.flatMap((line) => {
    const at = line.indexOf(' ');
    return line === '' ? [] : [at < 0 ? ([line, ''] as const) : ([line.slice(0, at), line.slice(at + 1)] as const)];
  });
}

export function demand<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new SyntaxError(`${what} is missing`);
  return value;
}

export function number(text: string | undefined, what: string): number {
  const value = Number(text);
  if (text === undefined || text.trim() === '' || !Number.isFinite(value))
    throw new SyntaxError(`${what} is "${text}"`);
  return value;
}

/** First word and the rest of every line. @throws SyntaxError for one that begins with another word */
export function wordsOf(lines: Lines, known: readonly string[]): readonly (readonly [string, string])[] {
  const all = words(lines);
  const strange = all.find(([word]) => !known.includes(word));
  if (strange !== undefined) throw new SyntaxError(`unexpected line "${strange.join(' ')}"`);
  return all;
}
