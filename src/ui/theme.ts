/** The six colours, by meaning. Coloured text always has a word or glyph that says the same. */
import type { TextProps } from 'ink';

export const tones = {
  good: { color: 'green' },
  bad: { color: 'red' },
  warn: { color: 'yellow' },
  change: { color: 'cyan' },
  quiet: { dimColor: true },
  strong: { bold: true },
} as const satisfies Readonly<Record<string, TextProps>>;

export type Tone = keyof typeof tones;
